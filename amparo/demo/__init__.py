"""An invented plan in mid-life: the cast, the enrolment file, and pages that only a demonstration has."""
