"""The REST door: one view a question, each of four steps: viewer, parse, call one function, render."""
