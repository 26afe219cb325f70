"""The HTTP endpoint for browsers and other clients: REST, WebSocket and the page.

It translates and protects: JSON <-> proto, problem+json, limits, headers, streaming. It keeps no state, decides nothing about
careers and never reads Redis; every answer comes from the service that owns it.
"""
