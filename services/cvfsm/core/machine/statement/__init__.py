"""Reading what a person says about the CV: its kind, what it names and its values."""
