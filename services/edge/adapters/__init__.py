"""How the edge reaches the services: one file per service, gRPC in, the edge's own models out."""
