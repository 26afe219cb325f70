"""What is true of tasks: extraction, normalisation, deduplication, edits, export. Pure."""
