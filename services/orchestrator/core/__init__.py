"""What is true of a session, without clock, network or storage."""
