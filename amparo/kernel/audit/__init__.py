"""The trail of who did what, which cannot be edited unnoticed."""
