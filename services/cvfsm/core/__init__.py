"""What is true about a CV and its session: pure functions and values."""
