"""Template filters of home."""
