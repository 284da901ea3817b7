"""Connectors: one file each; catalog/ingest/registry.py finds them by kind."""
