"""The index on disk: one folder per build, a pointer file to the one that is served.

    <root>/current                     name of the served build
    <root>/<release>-<digest>/manifest.json, catalogue.json, vectors.<embedder>.npy

A build is named for its content, so building the same again goes on where it stopped. The pointer is replaced in one
step and last: a reader sees the old build or the new one, never half of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from services.onet_match.core.catalogue import Catalogue, Occupation, Task, TaskType, WorkActivity
from services.shared.onet import WorkCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from services.onet_match.core.vectors import Vectors
    from services.onet_match.ports import Embedder

_FORMAT = 1
_CHUNK = 1024  # rows embedded between two progress reports and checkpoints: four seconds where all are computed


@dataclass(frozen=True)
class Manifest:
    """What a build is made of."""

    name: str
    release: str
    built_at: datetime
    embedders: dict[str, str]
    task_count: int


class IndexFiles:
    """Reads and writes builds under one folder."""

    def __init__(self, root: Path) -> None:
        """`root` is made when the first build is written."""
        self.root = root

    def current(self) -> str | None:
        """Name of the served build, None before the first one."""
        try:
            name = (self.root / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return name if (self.root / name / "manifest.json").exists() else None

    def activate(self, name: str) -> None:
        """Point to a finished build, in one step."""
        _replace(self.root / "current", name.encode())

    def manifest(self, name: str) -> Manifest:
        """What the build `name` is made of."""
        fields = json.loads((self.root / name / "manifest.json").read_bytes())
        return Manifest(**(fields | {"built_at": datetime.fromisoformat(fields["built_at"])}))

    def fits(self, name: str, embedders: Mapping[str, Embedder]) -> bool:
        """Whether the build holds the vectors of each of these very embedders."""
        made = self.manifest(name).embedders
        return all(made.get(key) == embedder.fingerprint for key, embedder in embedders.items())

    def catalogue(self, name: str) -> Catalogue:
        """The catalogue of the build `name`."""
        return decode_catalogue((self.root / name / "catalogue.json").read_bytes())

    def vectors(self, name: str, embedder: str) -> Vectors:
        """Task vectors of the build, memory-mapped, (tasks, dimensions) float32 of unit length."""
        return cast("Vectors", np.load(self.root / name / f"vectors.{embedder}.npy", mmap_mode="r"))

    def build(
        self,
        catalogue: Catalogue,
        embedders: Mapping[str, Embedder],
        built_at: datetime,
        progress: Callable[[str, int, int], None],
    ) -> str:
        """Write a build and return its name; a build that was interrupted goes on with its next chunk.

        `progress(step, done, total)` is called after every chunk of tasks.
        """
        encoded = encode_catalogue(catalogue)
        fingerprints = {name: embedder.fingerprint for name, embedder in embedders.items()}
        digest = hashlib.sha256(encoded + json.dumps([_FORMAT, fingerprints], sort_keys=True).encode()).hexdigest()
        name = f"{re.sub(r'[^A-Za-z0-9.]+', '-', catalogue.release)}-{digest[:12]}"
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the second of two builders waits, and then finds the work done
            if not (folder / "manifest.json").exists():
                _replace(folder / "catalogue.json", encoded)
                for embedder_name, embedder in embedders.items():
                    _write_vectors(folder, embedder_name, embedder, catalogue, progress)
                manifest = Manifest(name, catalogue.release, built_at, fingerprints, len(catalogue.tasks))
                fields = asdict(manifest) | {"built_at": built_at.isoformat()}
                _replace(folder / "manifest.json", json.dumps(fields, indent=1).encode())
        return name


def _write_vectors(
    folder: Path,
    name: str,
    embedder: Embedder,
    catalogue: Catalogue,
    progress: Callable[[str, int, int], None],
) -> None:
    finished, partial, checkpoint = (folder / f"vectors.{name}.{end}" for end in ("npy", "partial.npy", "done"))
    if finished.exists():
        return
    total = len(catalogue.tasks)
    done = int(checkpoint.read_text()) if checkpoint.exists() and partial.exists() else 0
    mode: Any = "r+" if done else "w+"
    vectors = np.lib.format.open_memmap(partial, mode, np.float32, (total, embedder.dimensions))
    for start in range(done, total, _CHUNK):
        tasks = catalogue.tasks[start : start + _CHUNK]
        vectors[start : start + len(tasks)] = embedder.embed([task.statement for task in tasks])
        vectors.flush()
        _replace(checkpoint, str(start + len(tasks)).encode())
        progress(f"embed:{name}", start + len(tasks), total)
    del vectors
    partial.replace(finished)
    checkpoint.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def encode_catalogue(catalogue: Catalogue) -> bytes:
    """The catalogue as JSON; activities are written once and referred to by position."""
    activities: dict[WorkActivity, int] = {}
    tasks = [
        [
            task.task_id,
            task.statement,
            task.soc_code,
            task.task_type.value,
            task.category.value if task.category else None,
            [activities.setdefault(activity, len(activities)) for activity in task.activities],
            task.importance_rank,
        ]
        for task in catalogue.tasks
    ]
    content = {
        "release": catalogue.release,
        "sources": catalogue.sources,
        "activities": [[a.dwa_id, a.dwa_title, a.gwa_id, a.gwa_title] for a in activities],
        "tasks": tasks,
        "occupations": [
            [o.soc_code, o.title, o.description, o.job_zone, o.alternate_titles, o.related_soc_codes]
            for o in catalogue.occupations
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode_catalogue(encoded: bytes) -> Catalogue:
    """The catalogue that `encode_catalogue` wrote."""
    content = json.loads(encoded)
    activities = [WorkActivity(*fields) for fields in content["activities"]]
    occupations = tuple(
        Occupation(code, title, description, zone, tuple(alternates), tuple(related))
        for code, title, description, zone, alternates, related in content["occupations"]
    )
    titles = {occupation.soc_code: occupation.title for occupation in occupations}
    tasks = tuple(
        Task(
            task_id=task_id,
            statement=statement,
            soc_code=soc_code,
            task_type=TaskType(task_type),
            category=WorkCategory(category) if category else None,
            activities=tuple(activities[position] for position in positions),
            importance_rank=rank,
            occupation_title=titles[soc_code],
        )
        for task_id, statement, soc_code, task_type, category, positions, rank in content["tasks"]
    )
    return Catalogue(content["release"], tasks, occupations, tuple(content["sources"]))
