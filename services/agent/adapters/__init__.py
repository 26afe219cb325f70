"""How the agent reaches the world: the O*NET matcher over gRPC."""
