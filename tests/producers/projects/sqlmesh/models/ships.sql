MODEL (name raw.ships, kind SEED (path '../seeds/ships.csv'));
