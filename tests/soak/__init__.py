"""One-machine fault tests (docs/reliability.md): a workload, a nemesis, a history, a checker, and controls that go red."""
