"""Doors that belong to no room: faults, the brand sheet, health checks."""
