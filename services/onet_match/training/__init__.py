"""Makes the committed artefacts; needs PyTorch, which serving never does (see `__main__`)."""
