"""How fast it is. Each module offers one `async def run(...)` and takes its ratios in one run on one machine."""
