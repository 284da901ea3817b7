"""The Marquez door: what clients of a Marquez server read, in its shapes (docs/marquez.md)."""
