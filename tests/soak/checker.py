"""Judges a history against what the store holds at the end. It collects violations; it does not stop at the first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.soak.history import History


@dataclass(frozen=True)
class Stored:
    """A session at the end: each applied turn as (version, request), and the transcript's requests in order."""

    turns: Sequence[tuple[int, str]]
    transcript: Sequence[str]


@dataclass(frozen=True)
class Verdict:
    lost: list[str]
    twice: list[str]
    ghosts: list[str]
    gaps: list[str]
    unequal: list[str]
    disorder: list[str]
    unfolded: list[str]

    @property
    def violations(self) -> list[str]:
        return [f"{name}: {each}" for name, found in vars(self).items() for each in found]


def judge(history: History, sessions: Mapping[str, Stored]) -> Verdict:
    applied = Counter((session, request) for session, stored in sessions.items() for _, request in stored.turns)
    ok, failed = history.of("ok"), history.of("fail")
    resolved = {(line.session, line.request) for line in ok}
    invoked = {(line.session, line.request) for line in history.of("invoke")}
    versions = {
        session: {request: version for version, request in stored.turns} for session, stored in sessions.items()
    }
    replies: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    for line in ok:
        replies[line.session, line.request].add((line.version, line.digest))
    return Verdict(
        lost=[
            f"{line.request} acknowledged as {line.version}"
            for line in ok
            if versions[line.session].get(line.request) != line.version
        ],
        twice=[f"{request} {count} times" for (_, request), count in applied.items() if count > 1],
        ghosts=[
            *(request for session, request in applied if (session, request) not in invoked),
            *(
                line.request
                for line in failed
                if applied[line.session, line.request] and (line.session, line.request) not in resolved
            ),
        ],
        gaps=[
            f"{session}: {[version for version, _ in stored.turns]}"
            for session, stored in sessions.items()
            if [version for version, _ in stored.turns] != list(range(2, len(stored.turns) + 2))
        ],
        unequal=[f"{request}: {found}" for (_, request), found in replies.items() if len(found) > 1],
        disorder=_disorder(history),
        unfolded=[
            session
            for session, stored in sessions.items()
            if [request for _, request in stored.turns] != list(stored.transcript)
        ],
    )


def _disorder(history: History) -> list[str]:
    """A client sends one message after the other; so must their versions be."""
    last: dict[tuple[int, str], int] = {}
    found, seen = [], set()
    for line in history.of("ok"):
        if (line.client, line.request) in seen:
            continue
        seen.add((line.client, line.request))
        if line.version <= last.get((line.client, line.session), 0):
            found.append(f"client {line.client}: {line.request} as {line.version}")
        last[line.client, line.session] = line.version
    return found
