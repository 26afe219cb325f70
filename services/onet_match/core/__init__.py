"""Pure functions over tasks, occupations and matches."""
