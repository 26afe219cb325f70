"""English as people speak about their work: words, clauses, activities and confirmations, by rules.

For: reading one chat reply into what the speaker does, confirms and does not do, the same way in every service. Pure and
without a model, so it answers in about a millisecond and the same twice. Not for: matching to O*NET (that is the
catalogue's), or writing sentences.
"""
