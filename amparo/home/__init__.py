"""The front page, the member's home and the profile: pages that need several rooms."""
