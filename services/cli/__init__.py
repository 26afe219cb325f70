"""The `metier` command: it starts the suite, talks to it as any client does, and measures it."""
