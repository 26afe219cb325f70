"""What rules say about a reply, as signals: each is one voice among those the layers of `core.layers` weigh, none decides."""
