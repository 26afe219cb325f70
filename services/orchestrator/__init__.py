"""Keeps conversations: applies each turn exactly once and in order, and does what needs more than one owner.

It is for the session (transcript, what the agent knows, how far the survey is, the replies by request id) and for the
calls that cross owners: process, submit, regenerate, export, delete, subscribe. It is not for deciding what to say
(agent), for tasks (taskpipeline), for career actions (actions) or for how a browser talks (edge).
"""
