"""The plan's own people: finding and helping a caller."""
