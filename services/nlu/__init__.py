"""Reads language: what a reply says about work and to the conversation, which tasks are the same, what a text supports.

The only place that understands sentences. It returns spans and calibrated probabilities and keeps nothing; what follows
from them (counting, guardrails, questions, replies, stored tasks) is decided by its callers. Not for: matching to O*NET
(onet_match), wording of tasks (taskpipeline), writing to people (agent).
"""
