"""The contracts, and the commands that write stubs from them."""
