"""How every service runs and meets the others: one way to serve, to call, to log, to keep a session, to do a job."""
