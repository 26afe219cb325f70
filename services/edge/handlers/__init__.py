"""What a WebSocket sends, one module for each kind of session; `ws.py` authenticates and limits them."""
