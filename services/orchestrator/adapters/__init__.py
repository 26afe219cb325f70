"""How the orchestrator reaches Redis, the agent, the task pipeline and the action service."""
