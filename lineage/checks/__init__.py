"""Health checks: one class, one file."""
