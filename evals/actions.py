"""Career actions over seeded profiles from O*NET: are the invariants of docs/spec.md 5 kept, generation after generation?

Each profile is one occupation's title and a random handful of its tasks, ranked by the real matcher. Actions are
generated, the simulated person keeps some and turns some down, and they are generated again. Every generation is
checked by the rules below, which share no code with the choosing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from evals.occupations import occupations
from metier.actions.v1 import action_service_pb2 as rpc
from metier.onet_match.v1 import onet_match_service_pb2 as onet_rpc
from services.actions.adapters.onet import OnetCatalogue
from services.actions.core import lifecycle
from services.actions.core.likeness import SAME_MEANING
from services.actions.core.types import BasisKind, Status
from services.actions.generation import Generator
from services.actions.rpc import profile_of
from services.shared.language.words import content_words, jaccard
from services.shared.llm import Calls, no_llm

if TYPE_CHECKING:
    from evals.served import Served
    from metier.onet_match.v1.onet_match_service_pb2_grpc import OnetMatchServiceAsyncStub
    from services.actions.core.lifecycle import State
    from services.actions.core.types import Action, Profile
    from services.shared.llm import Llm

PROFILES = 300
SEED = 20261121
ROUNDS = 2
"""Generations of each profile; between them some actions are kept and some turned down."""

MOST_WORDS = 45
"""Words of the one step an action names."""
_WORDS_SHARED = 0.8  # titles with four of five content words in common say the same, whatever an embedder thinks
_NAMED = re.compile(
    r"https?:|www\.|@|\b[a-z0-9-]+\.(?:com|org|net|io|edu|gov)\b"
    r"|\b(?:coursera|udemy|edx|linkedin|youtube|google|pmp|harvard|toastmasters)\b",
    re.IGNORECASE,
)
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Findings:
    """What the simulation saw."""

    profiles: int = 0
    violations: list[str] = field(default_factory=list)
    sets: dict[frozenset[str], set[str]] = field(default_factory=dict)
    """Titles of a first generation -> O*NET-SOC codes of the profiles that got them."""

    @property
    def same_for_different_occupations(self) -> int:
        """Profiles whose actions another occupation's profile got too."""
        return sum(len(codes) for codes in self.sets.values() if len(codes) > 1)

    def figures(self) -> dict[str, float]:
        """What `metier eval actions --json` prints."""
        return {
            "profiles": self.profiles,
            "violations": len(self.violations),
            "same_for_different_occupations": self.same_for_different_occupations,
        }


async def simulate(served: Served, profiles: int = PROFILES, seed: int = SEED) -> dict[str, float]:
    """Profiles looked at, violations of any invariant, and profiles that share their actions with another occupation's."""
    return (await explore(served.onet, profiles, seed)).figures()


async def explore(onet: OnetMatchServiceAsyncStub, profiles: int, seed: int, llm: Llm | None = None) -> Findings:
    """The same with details, and with a model in the place of none."""
    catalogue = OnetCatalogue(onet, cached=50_000)
    generator = Generator(llm or no_llm(), Calls().action_generation, catalogue)
    dice = Random(seed)
    findings = Findings()
    for soc_code in await occupations(onet, profiles, dice):
        profile = profile_of(await _profile(onet, soc_code, dice))
        await _live(profile, soc_code, generator, catalogue, dice, findings)
        findings.profiles += 1
    return findings


async def _profile(onet: OnetMatchServiceAsyncStub, soc_code: str, dice: Random) -> rpc.Profile:
    listed = await onet.ListTypicalTasks(onet_rpc.ListTypicalTasksRequest(soc_codes=[soc_code], limit=30))
    chosen = dice.sample(list(listed.tasks), k=min(len(listed.tasks), dice.randint(1, 14)))
    title = chosen[0].occupation_title if dice.random() < 0.9 else ""
    tasks = [
        rpc.ProfileTask(
            id=f"task-{place}",
            statement=task.statement,
            category=task.work_category,
            onet_task_id=task.task_id if dice.random() < 0.7 else "",
            time_percentage=dice.choice([0, 0, 5, 20]),
        )
        for place, task in enumerate(chosen)
    ]
    ranked = await onet.RankOccupations(
        onet_rpc.RankOccupationsRequest(
            tasks=[
                onet_rpc.ProfileTask(id=task.id, text=task.statement, onet_task_id=task.onet_task_id) for task in tasks
            ],
            job_title=title,
        )
    )
    return rpc.Profile(job_title=title, tasks=tasks, matches=ranked.occupations)


async def _live(  # noqa: PLR0913, PLR0917 - one life of a simulated person
    profile: Profile, soc_code: str, generator: Generator, catalogue: OnetCatalogue, dice: Random, findings: Findings
) -> None:
    state = lifecycle.State()
    for number in range(1, ROUNDS + 1):
        now = _START + timedelta(days=number)
        before = state
        state = lifecycle.begin(state, profile)
        proposals, areas = await generator.generate(state)
        ids = tuple(f"{number}-{place}" for place in range(len(proposals)))
        state = lifecycle.apply(state, lifecycle.Outcome(number, proposals, areas, ids), now)
        vectors = await catalogue.vectors([action.title for action in state.actions])
        broken = violations(state, before, {text: vector.tolist() for text, vector in vectors.items()})
        findings.violations += [f"{soc_code} round {number}: {what}" for what in broken]
        if number == 1:
            titles = frozenset(action.title for action in state.actions)
            findings.sets.setdefault(titles, set()).add(soc_code)
        for action in lifecycle.with_status(state, Status.ACTIVE):
            status = dice.choice([*Status, Status.ACTIVE])
            state = lifecycle.set_status(state, action.id, status, now)


def violations(state: State, before: State, vectors: dict[str, list[float]]) -> list[str]:
    """What the latest generation breaks; `before` is the state it came upon."""
    new = [action for action in state.actions if action.generation == state.applied]
    old = [action for action in before.actions if action.status is not Status.ACTIVE]
    broken = []
    if not 3 <= len(new) <= 5:
        broken.append(f"{len(new)} actions")
    if len({action.type for action in new}) < 3:
        broken.append("fewer than three types")
    broken += [f"lost {action.id}" for action in old if action not in state.actions]
    for action in new:
        broken += [f"{action.id} {what}" for what in _broken_by(action, state.profile)]
    for one, other in [*combinations(new, 2), *((action, kept) for action in new for kept in old)]:
        if _is_double(one.title, other.title, vectors):
            broken.append(f"{one.id} says what {other.id} ({other.status}) says: {one.title} / {other.title}")
    return broken


def _broken_by(action: Action, profile: Profile) -> list[str]:
    refs = {
        BasisKind.TASK: {task.id for task in profile.tasks},
        BasisKind.MATCH: {match.soc_code for match in profile.matches},
        BasisKind.PROFILE: {"job_title"} if profile.job_title else set(),
    }
    broken = [f"rests on {basis.ref}" for basis in action.basis if basis.ref not in refs[basis.kind]]
    if not action.basis:
        broken.append("rests on nothing")
    held = " ".join([profile.job_title, *(task.statement for task in profile.tasks)]).lower()
    if not action.model and len(action.description.split()) > MOST_WORDS:
        broken.append(f"has a step of {len(action.description.split())} words")
    for text, most in ((action.title, 120), (action.description, 600), (action.rationale, 400)):
        if not 0 < len(text) <= most:
            broken.append(f"has a text of {len(text)} characters")
        broken += [f"names {name}" for name in _NAMED.findall(text) if name.lower() not in held]
    return broken


def _is_double(one: str, other: str, vectors: dict[str, list[float]]) -> bool:
    cosine = sum(a * b for a, b in zip(vectors[one], vectors[other], strict=True))
    return cosine >= SAME_MEANING or jaccard(content_words(one), content_words(other)) >= _WORDS_SHARED
