"""Pure: documents, labels, signals, and the layers that weigh what the models say."""
