"""How the CV service reaches the world: one file for each technology."""
