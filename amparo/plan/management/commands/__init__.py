"""Commands of the plan's profile."""
