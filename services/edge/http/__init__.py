"""The REST door: one module per resource, routes only."""
