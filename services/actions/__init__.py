"""Career actions: what a person could do next, and what in their own profile each proposal rests on.

It is given a profile (job title, tasks, occupation matches with recommendations), keeps a snapshot of it, writes three
to five actions in the background, by a model or by rules, and keeps where the person stands with each. It does not
match tasks, rank occupations or talk with the person; of other services it needs only the matcher's embeddings and
task lists.
"""
