"""What can be done about a gap, by kind of growth and kind of work: the sentences of the rule-based actions.

Each `Move` is a title and a description. They, and the reasons in `WHY` and `WHY_OWN`, are filled with
    {gap}    what the gap is about, a clause after "to" or "you", short enough for a title
    {detail} the gap in full as a sentence of its own; empty where the title says all of it
    {own}    the person's nearest own task, quoted
    {people} who does such work, a plural in small letters
    {fit}    how the person's tasks speak for the occupation, a main clause
    {do}     the own task as a title can hold it, after "you" or "to"; {short} the same after a colon
    {seen}   that the own task is part of the person's work, and whose typical work it is
The sentences suit work with hands, with people and at a desk alike. A table, so that they can be read, judged and
changed without reading code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.actions.core.types import ActionType, WorkCategory

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Move:
    """One way to act, as sentences with places to fill."""

    title: str
    description: str


_INPUT, _MENTAL, _OUTPUT, _PEOPLE = (
    WorkCategory.INFORMATION_INPUT,
    WorkCategory.MENTAL_PROCESSES,
    WorkCategory.WORK_OUTPUT,
    WorkCategory.INTERACTING_WITH_OTHERS,
)

GAP_MOVES: Mapping[tuple[ActionType, WorkCategory], Move] = {
    (ActionType.SKILL, _INPUT): Move(
        "Train your eye: {gap}",
        "Take three recent cases of {own} and go through each again with only this in mind. {detail}Note what you "
        "looked at, in which order, and what you would have missed. Then ask someone who does it every day to go through "
        "one of them without your notes, and compare.",
    ),
    (ActionType.SKILL, _MENTAL): Move(
        "Learn to {gap}",
        "Choose a case close to {own} in which somebody has already decided. {detail}Work it out again as if it were "
        "yours to decide, on one page, and compare with what was done and why. After three cases, put the question you "
        "forget most often at the top of the next page.",
    ),
    (ActionType.SKILL, _OUTPUT): Move(
        "Learn to {gap}",
        "Ask someone who does this well to let you do it beside them, once together and then on your own while they "
        "watch. {detail}Begin where it touches {own}. After each try, note the one thing they would have done "
        "differently; you have it when two tries in a row need no correction.",
    ),
    (ActionType.SKILL, _PEOPLE): Move(
        "Learn to {gap}",
        "Sit in twice when a colleague does this. {detail}Write down how the talk is opened, which question moves it on "
        "and how it is closed. Take one part yourself the third time, in a setting you know from {own}, and ask for one "
        "thing to keep and one to change.",
    ),
    (ActionType.EXPERIENCE, _INPUT): Move(
        "Take on a fixed slot each week: {gap}",
        "Ask for half a day a week over one month for this. {detail}It ties in with {own}, so you know what to expect. "
        "Agree beforehand who hears what you find, and keep a log of every case in which it changed what was done next.",
    ),
    (ActionType.EXPERIENCE, _MENTAL): Move(
        "Ask for a case in which you {gap}",
        "Take the next case that touches {own} one step further than usual. {detail}Come back after a week with two "
        "options and the one you would take, and let the person who decides question it before it counts.",
    ),
    (ActionType.EXPERIENCE, _OUTPUT): Move(
        "Get regular practice: {gap}",
        "Offer to take this over for four weeks. {detail}Begin beside {own}, where you know the material and the people. "
        "Agree up front what good looks like, and go through the first two results together before you carry on alone.",
    ),
    (ActionType.EXPERIENCE, _PEOPLE): Move(
        "Take your turn: {gap}",
        "Volunteer for the next occasion. {detail}Prepare it from what you know through {own}: who will be there, what "
        "they need, and where they may disagree. Ask one of them two days later what they took away.",
    ),
    (ActionType.PROJECT, _INPUT): Move(
        "Follow one open question for two weeks: {gap}",
        "Choose a question that comes up in {own} and that nobody has the facts for. {detail}Fix the question, the "
        "sources and the last day before you begin, and hand over one page: what you found, how sure you are, and what "
        "should change.",
    ),
    (ActionType.PROJECT, _MENTAL): Move(
        "Take one real case to a recommendation: {gap}",
        "Choose a problem you meet in {own} that is small enough for two weeks. {detail}Say first who will use the "
        "result and what they could do with it; end with a recommendation they can take or leave. Keep the notes: they "
        "show how you think.",
    ),
    (ActionType.PROJECT, _OUTPUT): Move(
        "Do one piece of work from start to finish: {gap}",
        "Set aside time in the next two weeks for one piece that someone will use, next to {own}. {detail}Decide before "
        "you begin who receives it, what it has to stand up to, and when you hand it over. Keep a note or a picture of "
        "how it was before, as proof of what you improved.",
    ),
    (ActionType.PROJECT, _PEOPLE): Move(
        "Prepare and lead one occasion yourself: {gap}",
        "Choose one that people know you for through {own}. {detail}Tell everybody in three lines beforehand what it is "
        "for, keep it under an hour, and write down within a day what was agreed and who does it.",
    ),
}
"""For each type that answers a gap by the kind of work the gap is; NETWORK, CREDENTIAL and VISIBILITY do not depend on it."""

NETWORK = Move(
    "Talk with two people who {gap}",
    "Look for two {people}, one of them outside your own team, and ask for twenty minutes. Tell them what you do "
    "yourself: {own}. Ask how they came to this part of the work, what goes wrong most often, and what they would hand "
    "to a newcomer first. {detail}Offer to show them your side of the work in return.",
)

CREDENTIAL = Move(
    "Find out which formal proof counts when you {gap}",
    "Read ten current openings in which this is asked for and note which license, certificate or degree is required and "
    "which is only welcome. {detail}Ask a body that grants it how much of what you already do counts: {own}. Then you "
    "know what is missing, what it costs and how long it takes, before you commit to anything.",
)

WHY: Mapping[ActionType, str] = {
    ActionType.SKILL: (
        "This is important work of {people}, and it is not among your tasks. {own} is the nearest you do already, so you "
        "do not begin from nothing."
    ),
    ActionType.EXPERIENCE: (
        "{fit}. This belongs to the same work and is not on your list yet; {own} is the nearest way to it."
    ),
    ActionType.PROJECT: (
        "It counts in the work of {people}, and you did not mention it. A result to show says more than a claim, and "
        "{own} gives you the material."
    ),
    ActionType.NETWORK: (
        "{fit}. What they also do is this; hearing how others came to it costs an hour, and {own} gives you something to "
        "talk about."
    ),
    ActionType.CREDENTIAL: (
        "Where {people} do this, a formal proof is often the condition. What you do now may count towards it: {own}."
    ),
}
"""Why an action that answers a gap fits."""

OWN_MOVES: Mapping[ActionType, tuple[Move, ...]] = {
    ActionType.VISIBILITY: (
        Move(
            "Show how you {do}",
            "Prepare ten minutes for a team meeting on one case of {own}: how it stood before, what you did, what came of "
            "it, and what you would do differently. Bring one thing others can take away, such as a checklist or a "
            "picture, and ask who has a case to try it on.",
        ),
        Move(
            "Write down for others how you {do}",
            "Put on one page how you handle {own}, from the first sign that it is needed to the check at the end, with the "
            "two mistakes you no longer make. Give it to the next person who has to do it and improve the page by what "
            "they ask.",
        ),
    ),
    ActionType.PROJECT: (
        Move(
            "Make one measurable improvement in this: {short}",
            "Choose the step of {own} that costs the most time or causes the most questions. Measure it for a week, change "
            "one thing, and measure again. Write the two figures and what you changed on half a page, and show it to "
            "whoever depends on the result.",
        ),
        Move(
            "Make a checklist others can use: {short}",
            "Collect your last five cases of {own} and mark what is the same in all of them. Turn that into a checklist, "
            "use it for the next two cases, and keep what held.",
        ),
    ),
    ActionType.NETWORK: (
        Move(
            "Ask those who depend on it what could be better: {short}",
            "List who receives what comes out of {own}, and ask two of them for a short talk. What do they do with it, what "
            "do they have to redo, and what would they rather get? Tell each of them later about the one thing you changed "
            "because of it.",
        ),
        Move(
            "Find a partner outside your team for this: {short}",
            "Look for someone elsewhere who does the same kind of work as {own}. Agree to look at one piece of each other's "
            "work a month: what is clear, what is missing, what is worth copying.",
        ),
    ),
    ActionType.SKILL: (
        Move(
            "Get faster and surer at one part of this: {short}",
            "Split {own} into its steps and mark the one where you hesitate or ask for help. Practice only that step on "
            "three cases, then watch someone who is quick at it and note what they leave out. Repeat after two weeks.",
        ),
        Move(
            "Learn what happens before and after you {do}",
            "Follow one case of {own} from where it comes from to where it ends. Ask at each station what they check and "
            "what they wish they had known. Write down two things you will do differently.",
        ),
    ),
    ActionType.EXPERIENCE: (
        Move(
            "Take on a harder case of this: {short}",
            "Ask for the next case of {own} that is larger or less clear than usual. Agree on one point halfway where you "
            "may stop and ask, and write down afterwards what made it harder than the ones you know.",
        ),
        Move(
            "Teach someone else to {do}",
            "Take a newer colleague through two real cases of {own}: the first one together, the second one with you only "
            "watching. What you find hard to explain is what you should look at next yourself.",
        ),
    ),
    ActionType.CREDENTIAL: (
        Move(
            "Collect proof of how well you {do}",
            "Gather three results of {own} with date, scale and what changed because of them, and ask one person who saw it "
            "for two lines in writing. Kept in one folder, this is evidence for an appraisal, an application or a formal "
            "recognition of what you can do.",
        ),
    ),
}
"""What builds on a task of the person alone, for want of a gap."""

WHY_OWN: Mapping[ActionType, str] = {
    ActionType.VISIBILITY: "{seen}. You have the cases at hand, and others learn from them only if they see them.",
    ActionType.PROJECT: "{seen}. You know best which step of it is worth the effort, so it costs little to begin.",
    ActionType.NETWORK: "{seen}. Those who receive the results know what would make them worth more.",
    ActionType.SKILL: "{seen}. A little more skill pays off most in what you do again and again.",
    ActionType.EXPERIENCE: "{seen}. You know it well enough for the next step.",
    ActionType.CREDENTIAL: "{seen}. Proof is easiest to collect while the work is fresh.",
}
"""Why an action on an own task fits."""
