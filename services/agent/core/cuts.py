"""The cuts: from which probability something that was read counts. One table, each with its reason.

The probabilities are calibrated (`metier.nlu.v1`), so a cut says what a mistake costs: at 0.5 a miss and a false alarm
cost the same, lower where a miss is worse, higher where a false alarm is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.agent.core.reading import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED = 0.5
"""Own and present: below it an activity is unsure; the review asks, so neither mistake is final."""
UNSURE = 0.2
"""Own and present: below it an activity is not even kept as unsure; a list of doubts nobody reads."""
QUOTED = 0.8
"""Own, present and whole: only then a reply quotes it. A wrong echo is noticed by everybody, a missing one by nobody."""
CONFIRMED = 0.5
"""That an offered activity is the person's."""
GIVEN_UP = 0.8
"""That a named activity is not the person's: it takes off what they said before, so that a doubt must not do."""
STOP_AMID_WORK = 0.8
"""That a message which tells work ends as well: of 25 such held-out replies between 0.5 and this, 13 went on."""
PERHAPS_STOP = 0.4
"""That a message may want to end: below the cut of stops the reply asks whether it does; once that is asked, it ends."""
FOREIGN = 0.6
"""That a message is in another language: below it English is assumed, as most short messages that look odd are English."""

ACTS: Mapping[Act, float] = {
    **dict.fromkeys(Act, 0.5),
    Act.DISTRESS: 0.25,  # to overlook despair is the worst mistake; a false alarm costs a kind sentence
    Act.DANGER: 0.25,  # as distress
    Act.HARASSMENT: 0.3,  # as distress, though a complaint about a boss sounds alike
    Act.NONSENSE: 0.6,  # to call somebody's work nonsense is rude
    Act.PASTED: 0.6,  # takes all that a long answer says out of the count
    Act.STOP: 0.7,  # a conversation that ends too early is worse than one question more
    Act.INJECTION: 0.2,  # to follow an order is worse than to refuse one that was none
}
"""By act."""
