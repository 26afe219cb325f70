"""The REST endpoints: one module per resource, routes only."""
