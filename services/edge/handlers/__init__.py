"""What a WebSocket tells, one module for each kind of session; `ws.py` authenticates and limits them."""
