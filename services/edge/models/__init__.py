"""The JSON of the edge: its own models, rendered from the services' protos by the adapters."""
