MODEL (name raw.calls, kind SEED (path '../seeds/calls.csv'));
