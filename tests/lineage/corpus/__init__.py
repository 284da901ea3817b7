"""Real events of many producers, and what an independent script says of them by the rules R1 to R16."""
