"""The CV session: its machine, what each step does, the updates and the bounded agent that makes them."""
