"""The cuts: from which probability something that was read counts, each with its reason.

The probabilities are calibrated (`metier.nlu.v1`), so a cut says what a mistake costs. They are the chat's, so that what
it counts is what becomes a task.
"""

SURE = 0.5
"""Own and present: below it an activity is an unsure task; the review asks, so neither mistake is final."""
UNSURE = 0.2
"""Own and present: below it nothing is kept; a list of doubts nobody reads."""
CONFIRMED = 0.5
"""That an offered activity is the person's."""
RETRACTED = 0.5
"""That a message takes something back."""
GIVEN_UP = 0.8
"""That an activity is not the person's: it takes off what they said before, so that a doubt must not do."""
FOREIGN = 0.6
"""That a message is in another language: below it English is assumed."""
ACTS = {"distress": 0.35, "danger": 0.35, "harassment": 0.4, "pasted": 0.6, "nonsense": 0.6}
"""Acts that say how a message is to be taken."""
SAME = 0.4
"""That two statements say the same task, or that one contains the other; counts only where their vectors agree."""
