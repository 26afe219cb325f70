"""The O*NET catalogue: finds the task a text describes, the occupation a title means, and compares meaning.

It owns the index (built once from an O*NET release, kept on disk, memory-mapped) and nothing of a session: every call
reads only. It does not extract or rewrite what people say (taskpipeline) and does not write career actions (actions).
"""
