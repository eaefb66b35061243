"""Reading X12 834 enrolment files: segments to records to findings to rows."""
