"""What is true about tasks, occupations and matches; pure functions over values and arrays."""
