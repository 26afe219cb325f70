"""The services of Metier: one folder a service, `shared` beside them, `cli` in front."""
