"""What is true of a conversation, whoever asks: types, rules, tables and prompts. Pure: no clock, network or chance."""
