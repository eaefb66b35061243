"""Who is covered: members, their spans of cover, and the enrolment files they come from."""
