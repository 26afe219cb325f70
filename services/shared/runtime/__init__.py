"""The runtime of every service: server, client channels, telemetry, sessions, durable jobs."""
