"""What a WebSocket tells, one module for each kind of session; the door they stand behind is `ws.py`."""
