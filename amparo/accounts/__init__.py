"""People who can sign in: registration, signing in, recovery, time-out, activity."""
