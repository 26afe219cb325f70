"""Tasks of a session: extracted from what was said, put in O*NET's form, merged, matched, rated, exported.

For: turning a transcript into tasks whose every word can be traced, matching them in the background by durable jobs, and
keeping them with the person's edits and ratings. Not for: holding the conversation (agent, orchestrator), the catalogue
and its retrieval (onet_match), or career actions (actions), which it only starts.
"""
