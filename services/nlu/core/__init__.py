"""Pure: documents, labels, rules as signals, and the layer that weighs what rules and models say."""
