"""One generation: the model's actions, judged and once corrected, filled up by rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from prometheus_client import Counter

from services.actions.core import gaps, prompts, rules
from services.actions.core.choose import choose, is_enough
from services.actions.core.growth import comparable, growth_areas, meaning_of
from services.actions.core.judge import Bounds, Refusal, judge
from services.actions.core.lifecycle import PRESERVED, with_status
from services.actions.core.likeness import Likeness
from services.actions.core.names import known_of
from services.actions.core.reply import MOST, TOOL, ProposedActions, drafts, slips
from services.actions.core.types import Proposal, Status
from services.shared.llm import AssistantMessage, ModelUnavailable, ToolResult, ToolSpec, UserMessage
from services.shared.runtime.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.actions.core.gaps import Gap
    from services.actions.core.lifecycle import State
    from services.actions.core.types import GrowthArea, OnetTask, Profile
    from services.actions.ports import Catalogue
    from services.shared.llm import CallSettings, Llm, Message

TRIES = 2
"""A reply with something refused in it is asked for once more (docs/spec.md 5)."""

_PAGE = 32  # proposals compared at a time; the first page nearly always fills a set

REFUSED = Counter("metier_actions_refused_total", "Actions of a model that were not accepted.", ["reason"])
WRITTEN = Counter("metier_actions_written_total", "Actions written.", ["written_by"])
log = get_logger()


@dataclass(frozen=True, slots=True)
class Generator:
    """Writes the actions of a state's profile."""

    llm: Llm
    call: CallSettings
    catalogue: Catalogue

    async def generate(self, state: State) -> tuple[tuple[Proposal, ...], tuple[GrowthArea, ...]]:
        """The proposals, and the growth areas they were written for.

        Raises:
            Unavailable: the matcher is out of reach; the job is tried again.
        """
        profile = state.profile
        tasks = await self.catalogue.tasks_of([match.soc_code for match in profile.matches])
        advice = [item for match in comparable(profile.matches) for item in match.recommendations]
        areas = growth_areas(profile.matches, tasks, await self._likeness([meaning_of(item, tasks) for item in advice]))
        found = _Gaps(gaps.gaps(profile, areas, tasks), _daily(profile, tasks))
        bounds = Bounds(
            refs=prompts.references(profile),
            known=known_of(_texts_of(profile, areas, found.gaps)),
            preserved=tuple(action.title for action in with_status(state, *PRESERVED)),
            dismissed=tuple(action.title for action in with_status(state, Status.DISMISSED)),
        )
        accepted = await self._by_model(prompts.context(profile, areas, bounds.preserved, bounds.dismissed), bounds)
        shown = tuple(action.title for action in with_status(state, Status.ACTIVE))
        chosen = await self._filled_up(profile, found, accepted, bounds.taken, shown)
        for proposal in chosen:
            WRITTEN.labels("model" if proposal.model else "rules").inc()
        return chosen, areas

    async def _by_model(self, context: str, bounds: Bounds) -> tuple[Proposal, ...]:
        """What the model wrote and nothing was found against; after a refusal it gets one more try."""
        messages: list[Message] = [UserMessage(context)]
        tool = ToolSpec(TOOL, prompts.DESCRIPTION, ProposedActions)
        kept: tuple[Proposal, ...] = ()
        for _ in range(TRIES):
            try:
                reply = await self.llm.use_tool(self.call, prompts.SYSTEM, messages, [tool], force=TOOL)
            except ModelUnavailable:
                break
            made = reply.calls[0]
            if found := slips(made.arguments):
                log.warning("reply slips from the schema", call=self.call.name, model=reply.model, slips=found)
            written = drafts(made.arguments)
            likeness = await self._likeness([*(draft.title for draft in written), *bounds.taken, *_titles(kept)])
            verdicts, accepted = judge(written, bounds, likeness, reply.model)
            # What the first try got right is kept behind what the second one says.
            kept = (*accepted, *(old for old in kept if not likeness.is_any(old.title, _titles(accepted))))[:MOST]
            if len(accepted) == len(written) and is_enough(accepted):
                return accepted
            for refusal in (verdict for verdict in verdicts if isinstance(verdict, Refusal)):
                REFUSED.labels(refusal.value).inc()
            messages += [
                AssistantMessage(reply.text, reply.calls[:1]),
                ToolResult(made.call_id, prompts.corrections(verdicts), is_error=True),
            ]
        return kept

    async def _filled_up(
        self,
        profile: Profile,
        found: _Gaps,
        accepted: tuple[Proposal, ...],
        taken: Sequence[str],
        shown: Sequence[str],
    ) -> tuple[Proposal, ...]:
        """The final set; rules are only asked when the model's actions are not enough."""
        if is_enough(accepted):
            return accepted
        anchored = await self._likeness(rules.texts_to_compare(profile, found.gaps, found.daily))
        pool = rules.proposals(profile, found.gaps, anchored, found.daily)
        chosen: tuple[Proposal, ...] = ()
        for end in range(_PAGE, len(pool) + _PAGE, _PAGE):
            page = pool[:end]
            titles = [*_titles(page), *_titles(accepted), *taken, *shown]
            chosen = choose(accepted, page, taken, shown, await self._likeness(titles))
            if is_enough(chosen):
                break
        return chosen

    async def _likeness(self, texts: Sequence[str]) -> Likeness:
        return Likeness(await self.catalogue.vectors([text for text in dict.fromkeys(texts) if text.strip()]))


class _Gaps(NamedTuple):
    """What is missing, and what people of the person's own occupation do every day."""

    gaps: Sequence[Gap]
    daily: Sequence[str]


def _daily(profile: Profile, tasks: Mapping[str, OnetTask]) -> tuple[str, ...]:
    own = gaps.own_occupation(profile)
    return tuple(task.statement for task in tasks.values() if own is not None and task.soc_code == own.soc_code)


def _titles(proposals: Sequence[Proposal]) -> tuple[str, ...]:
    return tuple(proposal.title for proposal in proposals)


def _texts_of(profile: Profile, areas: Sequence[GrowthArea], found: Sequence[Gap]) -> list[str]:
    """Everything the profile holds: what an action may name."""
    texts = [profile.job_title, *(task.statement for task in profile.tasks), *(area.action for area in areas)]
    for match in profile.matches:
        texts += [match.title, *(task.statement for task in match.missing), *(task.activity for task in match.missing)]
    return [*texts, *(gap.task.statement for gap in found), *(gap.task.activity for gap in found)]
