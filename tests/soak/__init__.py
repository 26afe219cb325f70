"""One-machine fault tests (RELIABILITY section 2): a workload, a nemesis, a history, a checker, and controls that go red."""
