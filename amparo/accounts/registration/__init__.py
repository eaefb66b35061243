"""The journey from a stranger to a member with an account."""
