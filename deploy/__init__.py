"""How the suite is deployed and watched."""
