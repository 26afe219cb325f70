"""Takes the turns of a conversation: analyses a message, picks one tool, obeys the guardrails, writes the reply and the cards.

It keeps nothing (state in, state out) and stores nothing; sessions belong to the orchestrator, the final extraction of
tasks to the task pipeline, and the O*NET catalogue to the matcher.
"""
