"""How the task pipeline reaches Redis, the matcher, the actions and the job queue."""
