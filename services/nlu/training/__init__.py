"""The corpus, written for this project, and the commands that learn from it; README.md is the model card."""
