"""How the actions service reaches the world: the matcher over gRPC, and Redis."""
