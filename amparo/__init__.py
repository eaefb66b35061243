"""Amparo: a member portal with a secure mailbox that a US health plan runs for its members."""

__version__ = "0.1.0"
