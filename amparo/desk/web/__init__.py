"""The doors of this room that speak HTTP."""
