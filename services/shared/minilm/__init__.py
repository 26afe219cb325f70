"""all-MiniLM-L6-v2 as it comes in wheels, changed by small deltas: what every service that reads with it shares.

Each service keeps deltas of its own; serving needs `transformer`, training `trainable` and PyTorch.
"""
