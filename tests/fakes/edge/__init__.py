"""Small services behind the edge, over real gRPC: enough behaviour to see what the edge and the page make of it.

`python -m tests.fakes.edge [PORT]` serves the edge on them, for work on the page without the suite.
"""
