"""What can be done, by kind of growth: the sentences of the rule-based actions, as a counsellor would say them.

Rules:
1. A `Move` is a title and one concrete step that can be begun this month where the person works now; the reason is one
   sentence. Filled, the step has at most 45 words.
2. The sentences suit work with hands, with people and at a desk alike, and name no course, book, company or person.
3. Each has a name, so that a catalogue can say it in another language: "action.skill.mental_processes.title".

They are filled with
    {gap}    what the gap is about, a clause after "to" or "you", short enough for a title
    {own}    the person's own task, quoted
    {people} who does such work, a plural in small letters
    {do}     the own task as a title can hold it, after "you" or "to"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.actions.core.types import ActionType
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Move:
    """One way to act, as sentences with places to fill, and the name they go by."""

    name: str
    title: str
    description: str


_INPUT, _MENTAL, _OUTPUT, _PEOPLE = (
    WorkCategory.INFORMATION_INPUT,
    WorkCategory.MENTAL_PROCESSES,
    WorkCategory.WORK_OUTPUT,
    WorkCategory.INTERACTING_WITH_OTHERS,
)
_SKILL, _EXPERIENCE, _PROJECT = ActionType.SKILL, ActionType.EXPERIENCE, ActionType.PROJECT


def _of_gap(
    kind: ActionType, category: WorkCategory, title: str, description: str
) -> tuple[tuple[ActionType, WorkCategory], Move]:
    return (kind, category), Move(f"action.{kind.value}.{category.value}", title, description)


GAP_MOVES: Mapping[tuple[ActionType, WorkCategory], Move] = dict(
    (
        _of_gap(
            _SKILL,
            _INPUT,
            "Learn to {gap}",
            "Go through one recent case of {own} again with only this in mind. Then ask a colleague who does it often what "
            "you missed.",
        ),
        _of_gap(
            _SKILL,
            _MENTAL,
            "Learn to {gap}",
            "Take one finished case near {own}, work it out on one page as if it were yours to decide, and compare.",
        ),
        _of_gap(
            _SKILL,
            _OUTPUT,
            "Learn to {gap}",
            "Ask someone who does this well to do it once with you beside them, and once the other way round. Begin where "
            "it touches {own}.",
        ),
        _of_gap(
            _SKILL,
            _PEOPLE,
            "Learn to {gap}",
            "Sit in once when a colleague does this and note the question that moved it on. Take one part yourself the "
            "next time.",
        ),
        _of_gap(
            _EXPERIENCE,
            _INPUT,
            "Ask for one case in which you {gap}",
            "Tell your lead that you would like the next case near {own} that includes this, and agree who looks at the "
            "result with you.",
        ),
        _of_gap(
            _EXPERIENCE,
            _MENTAL,
            "Ask to be there when others {gap}",
            "Ask to sit at the table the next time this is decided, and bring one page from what you know of {own}: what you "
            "would do, and why.",
        ),
        _of_gap(
            _EXPERIENCE,
            _OUTPUT,
            "Take over for one week: {gap}",
            "Offer to do this for a week, with someone who checks the first two results. What you know from {own} is a "
            "good start.",
        ),
        _of_gap(
            _EXPERIENCE,
            _PEOPLE,
            "Offer to {gap}",
            "Say that you would like to take it on when it comes up again. Prepare it from what you know through {own}.",
        ),
        _of_gap(
            _PROJECT,
            _INPUT,
            "Use two weeks to {gap}",
            "Choose one question from {own} that nobody has the facts for, and hand over one page: what you found, and how "
            "sure you are.",
        ),
        _of_gap(
            _PROJECT,
            _MENTAL,
            "Try it on one small case: {gap}",
            "Choose a case you meet in {own} that is small enough for two weeks, and end with a recommendation that "
            "somebody can take or leave.",
        ),
        _of_gap(
            _PROJECT,
            _OUTPUT,
            "Do it once from start to finish: {gap}",
            "Agree with your lead on one piece that someone will really use, do all of it yourself beside {own}, and ask "
            "whoever gets it what they would change.",
        ),
        _of_gap(
            _PROJECT,
            _PEOPLE,
            "Prepare one occasion yourself: {gap}",
            "Choose one that people know you for through {own}, tell them in three lines what it is for, and write down the "
            "same day what was agreed.",
        ),
    )
)
"""For each type that answers a gap by the kind of work the gap is; NETWORK, CREDENTIAL and VISIBILITY do not depend on it."""

NETWORK = Move(
    "action.network",
    "Talk with two people who {gap}",
    "Ask two {people}, one of them outside your team, for twenty minutes each: how they came to this work, and what goes "
    "wrong most often.",
)

CREDENTIAL = Move(
    "action.credential",
    "Find out which proof counts when you {gap}",
    "Read ten current openings that ask for this, and note which license or certificate is required and which is only "
    "welcome.",
)

WHY: Mapping[ActionType, str] = {
    ActionType.SKILL: "It is important work of {people}, and {own} is the closest to it that you do already.",
    ActionType.EXPERIENCE: "It belongs to the work of {people}, which is close to yours, and you have not named it yet.",
    ActionType.PROJECT: "It counts in the work of {people}, and a result to show says more than a claim.",
    ActionType.NETWORK: "Your work is close to that of {people}, and {own} gives you something to talk about.",
    ActionType.CREDENTIAL: (
        "Where {people} do this, a formal proof is often asked for, and what you do now may count towards it: {own}."
    ),
}
"""Why an action that answers a gap fits, in one sentence."""

OWN_MOVES: Mapping[ActionType, tuple[Move, ...]] = {
    ActionType.VISIBILITY: (
        Move(
            "action.own.visibility.1",
            "Show how you {do}",
            "Prepare five minutes for the next team meeting on one case of {own}: how it stood, what you did, what came of it.",
        ),
        Move(
            "action.own.visibility.2",
            "Write down for others how you {do}",
            "Put {own} on one page, from the first sign that it is needed to the last check, and give it to the next person "
            "who has to do it.",
        ),
    ),
    ActionType.PROJECT: (
        Move(
            "action.own.project.1",
            "Find one thing to improve when you {do}",
            "Choose the step of {own} that costs the most time, measure it for a week, change one thing, and measure again.",
        ),
        Move(
            "action.own.project.2",
            "Make a checklist for when you {do}",
            "Go through your last five cases of {own}, write down what was the same each time, and use that list for the "
            "next two.",
        ),
    ),
    ActionType.NETWORK: (
        Move(
            "action.own.network.1",
            "Ask whoever gets the result what could be better when you {do}",
            "Ask two people who receive the result of {own} what they have to redo. Change one thing, and tell them.",
        ),
        Move(
            "action.own.network.2",
            "Find somebody elsewhere who also has to {do}",
            "Find someone elsewhere who does the same kind of work as {own}, and look at one piece of each other's work a "
            "month.",
        ),
    ),
    ActionType.SKILL: (
        Move(
            "action.own.skill.1",
            "Get surer at one step when you {do}",
            "Split {own} into its steps, mark the one where you hesitate, and practice only that one on three cases.",
        ),
        Move(
            "action.own.skill.2",
            "Learn what happens before and after you {do}",
            "Follow one case of {own} from where it comes from to where it ends, and ask at each station what they check.",
        ),
    ),
    ActionType.EXPERIENCE: (
        Move(
            "action.own.experience.1",
            "Ask for a harder case the next time you {do}",
            "Ask for the next case of {own} that is larger or less clear than usual, and agree on one point halfway where "
            "you may stop and ask.",
        ),
        Move(
            "action.own.experience.2",
            "Teach someone else to {do}",
            "Take a newer colleague through two real cases of {own}: one together, one with you only watching.",
        ),
    ),
    ActionType.CREDENTIAL: (
        Move(
            "action.own.credential.1",
            "Collect proof of how well you {do}",
            "Gather three results of {own} with date and scale, and ask one person who saw them for two lines in writing.",
        ),
    ),
}
"""What builds on a task of the person alone, for want of a gap."""

WHY_OWN: Mapping[ActionType, str] = {
    ActionType.VISIBILITY: "{own} is part of your work, and others learn from it only if they see it.",
    ActionType.PROJECT: "{own} is part of your work, so you know best which step is worth the effort.",
    ActionType.NETWORK: "Whoever receives the result of {own} knows what would make it worth more.",
    ActionType.SKILL: "A little more skill pays off most in what you do again and again, such as {own}.",
    ActionType.EXPERIENCE: "You know {own} well enough for the next step.",
    ActionType.CREDENTIAL: "Proof of {own} is easiest to collect while the work is fresh.",
}
"""Why an action on an own task fits, in one sentence."""


def catalogue() -> Iterator[tuple[str, str]]:
    """Every sentence with its name."""
    own = [move for moves in OWN_MOVES.values() for move in moves]
    for move in (*GAP_MOVES.values(), NETWORK, CREDENTIAL, *own):
        yield f"{move.name}.title", move.title
        yield f"{move.name}.description", move.description
    yield from ((f"action.why.{kind.value}", text) for kind, text in WHY.items())
    yield from ((f"action.why_own.{kind.value}", text) for kind, text in WHY_OWN.items())
