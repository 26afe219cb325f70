"""Is a line true? The gate of updates: what supports a line, and what makes it doubtful."""
