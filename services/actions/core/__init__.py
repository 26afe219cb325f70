"""What is true of career actions: types, rules, tables and prompts; no clock, network or randomness."""
