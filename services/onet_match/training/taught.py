"""What follows from the taught transformer: task vectors, the static table, both heads and their calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from services.onet_match.adapters.known_vectors import write_known
from services.onet_match.adapters.minilm import MiniLm
from services.onet_match.adapters.static_table import StaticTable
from services.onet_match.core.engine import each_once
from services.onet_match.core.ngrams import NgramHead
from services.onet_match.core.occupations import OccupationHead
from services.onet_match.core.vectors import Vectors, mean_by_group, unit
from services.onet_match.training import calibration, data, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

DIMENSIONS = 256
"""Of the static table: the first principal directions of the task vectors; all 384 would make 12 MB of 8."""

_STEP = 4096


class Taught:
    """Corpus, texts and their vectors of the taught transformer, made once for all artefacts."""

    def __init__(self, release: Path, without: set[str], tell: Callable[[str], None]) -> None:
        """Embed everything that is learnt from; some five minutes on two idle cores."""
        self._tell = tell
        self.corpus = data.read_corpus()
        named = texts.named_titles(self.corpus, data.read_titles(release, without))
        self.texts = texts.gather(self.corpus, named, data.read_descriptions(release))
        self.embedder = MiniLm(2)
        self.vectors = self._embed(self.embedder.embed, self.texts.texts)
        self.row = {text: position for position, text in enumerate(self.texts.texts)}

    def write_task_vectors(self, folder: Path) -> None:
        """The statements' vectors, so that a first index need not compute them."""
        statements = sorted({task.statement for task in self.corpus.catalogue.tasks})
        vectors = self.vectors[[self.row[statement] for statement in statements]]
        write_known(statements, vectors, self.embedder.fingerprint, folder / "task_vectors.npz")

    def write_table(self, folder: Path) -> None:
        """The static table, taught by the vectors in their principal directions."""
        from services.onet_match.training import table  # noqa: PLC0415 - needs PyTorch
        from services.shared.minilm.trainable import read_weights  # noqa: PLC0415 - the same

        statements = sorted({self.row[task.statement] for task in self.corpus.catalogue.tasks})
        _, _, directions = np.linalg.svd(self.vectors[statements], full_matrices=False)
        wanted = unit(self.vectors @ directions[:DIMENSIONS].T)
        untaught = {self.row[self.corpus.dwa_titles[dwa]] for dwa in self.corpus.untabled_dwas}
        heard = [row for row, owners in enumerate(self.texts.occupations) if owners or row not in untaught]
        number = {row: place for place, row in enumerate(heard)}
        encodings = self.embedder.tokenizer.encode_batch([self.texts.texts[r] for r in heard], add_special_tokens=False)
        pieces = [encoding.ids or [0] for encoding in encodings]
        pairs = [(number[said], number[meant]) for said, meant in self.texts.pairs if said in number]
        inputs = read_weights()["embeddings.word_embeddings.weight"].numpy()
        lesson = table.Lesson(pieces, wanted[heard], np.array(pairs))
        codes, scale = table.teach(table.start_from(pieces, lesson.teacher, inputs), lesson, self._tell)
        np.save(folder / "table.npy", codes)
        np.save(folder / "table_scale.npy", scale)

    def write_ngrams(self, folder: Path) -> NgramHead:
        """The n-gram head, which every embedder shares."""
        from services.onet_match.training import ngrams  # noqa: PLC0415 - needs PyTorch

        catalogue = self.corpus.catalogue
        told = {text: codes for text, codes in zip(self.texts.texts, self.texts.occupations, strict=True) if codes}
        told |= {
            f"{said.job_title}. {said.text}": (int(catalogue.occupation_of_task[said.position]),)
            for said in self.corpus.paraphrases
            if said.job_title
        }
        learnt = ngrams.teach(list(told), list(told.values()), len(catalogue.occupations), self._tell)
        codes = np.array([occupation.soc_code for occupation in catalogue.occupations])
        np.savez_compressed(folder / "ngrams.npz", codes=codes, **learnt)  # type: ignore[arg-type]
        return NgramHead(learnt["table"], learnt["prototypes"], learnt["bias"].astype(np.float32))

    def write_head(self, name: str, ngrams: NgramHead, folder: Path) -> dict[str, Any]:
        """The occupation head of an embedder with its `fits`; returned are the figures of its scoring."""
        from services.onet_match.training import head  # noqa: PLC0415 - needs PyTorch

        embed = self.embedder.embed if name == "default" else StaticTable().embed
        vectors = self.vectors if name == "default" else self._embed(embed, self.texts.texts)
        catalogue = self.corpus.catalogue
        tasks = vectors[[self.row[task.statement] for task in catalogue.tasks]]
        own_titles = vectors[[self.row[occupation.title] for occupation in catalogue.occupations]]
        means = mean_by_group(tasks, catalogue.occupation_of_task, len(catalogue.occupations))
        rows = [row for row, codes in enumerate(self.texts.occupations) if codes]
        learnt = head.teach(
            vectors[rows], [self.texts.occupations[row] for row in rows], unit(own_titles + means), self._tell
        )
        found = OccupationHead(
            hidden=learnt["hidden"].astype(np.float32),
            hidden_bias=learnt["hidden_bias"].astype(np.float32),
            prototypes=learnt["prototypes"].astype(np.float32),
            bias=learnt["bias"].astype(np.float32),
        )
        dwas = self.corpus.dwa_titles if name == "default" else self.corpus.untabled_dwas
        scoring = calibration.fit(self.corpus, dwas, tasks, found, ngrams, embed=each_once(embed))
        codes = np.array([occupation.soc_code for occupation in catalogue.occupations])
        fits = np.asarray(scoring.pop("fits"), dtype=np.float32)
        np.savez_compressed(folder / f"model.{name}.npz", codes=codes, fits=fits, **learnt)  # type: ignore[arg-type]
        return scoring

    def _embed(self, embed: Callable[[Sequence[str]], Vectors], wanted: Sequence[str]) -> Vectors:
        parts = []
        for start in range(0, len(wanted), _STEP):
            parts.append(embed(wanted[start : start + _STEP]))
            self._tell(f"embedded {min(start + _STEP, len(wanted))} of {len(wanted)}")
        return np.concatenate(parts)
