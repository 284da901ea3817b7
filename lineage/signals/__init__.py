"""Ownership signals: one class, one file."""
