"""The gate: rewording passes, adding does not. Each kind of claim has its examples beside its module."""

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from evals import gate_rows
from evals.cv_gate import figures
from evals.cv_gate import rows as labelled
from evals.gate_rows import FOLDER, Row, read
from services.cvfsm.core.document.cv import CvData, Language, SourceKind, WorkEntry
from services.cvfsm.core.grounding.evidence import Claim, Evidence, Said, compared, support
from services.cvfsm.core.grounding.hedges import assertions, hedges
from services.cvfsm.core.grounding.kinds import date, item, level, name, number, standing
from services.cvfsm.core.grounding.verdict import Verdict, entails
from services.cvfsm.core.machine.wording import told
from tests import paths

KINDS: tuple[ModuleType, ...] = (number, date, level, name, standing, item)


def examples(kind: str) -> list[Row]:
    return read(Path(number.__file__).with_name(f"{kind}.txt"))


CASES = [(module, row) for module in KINDS for row in examples(module.__name__.rpartition(".")[2])]


@pytest.mark.parametrize(("module", "row"), CASES, ids=[f"{m.__name__[37:]} {r.claim.text}" for m, r in CASES])
def test_a_kind_of_claim_doubts_what_its_examples_say(module: ModuleType, row: Row) -> None:
    assert bool(list(module.judge(row.claim, row.evidence))) == (row.label == "invented")


@pytest.mark.parametrize("row", examples("deed"), ids=lambda row: row.claim.text)
def test_a_deed_is_not_let_through_unless_its_sources_tell_of_it(row: Row) -> None:
    verdict = entails(row.claim, row.evidence).verdict
    assert verdict is not (Verdict.REFUSED if row.label == "honest" else Verdict.HOLDS)


DATA = CvData(
    full_name="Ola Nowak",
    work_experience=(
        WorkEntry("Harbour Clinic", "Ward nurse", "2018-04", "present", "", ("Care for 8 patients a shift",)),
    ),
    languages=(Language("English", "C1"),),
)


def test_what_a_line_is_compared_with_is_never_blank() -> None:
    said = [Said("s1", ""), Said("s2", "I trained two new nurses.")]
    lines = compared(Claim("work_experience[0].bullets[0]", "Trained two nurses"), Evidence.of(DATA, said))
    assert lines[0] == "I trained two new nurses."
    assert all(line.strip() for line in lines)


@pytest.mark.parametrize(
    ("path", "proposed", "supported", "verdict"),
    [
        ("work_experience[0].bullets[2]", "Keep the ward tidy", 0.7, Verdict.ASKED),
        ("work_experience[0].bullets[2]", "Keep the ward tidy", 0.1, Verdict.REFUSED),
        ("work_experience[0].bullets[0]", "Care for 20 patients a shift", 0.99, Verdict.REFUSED),
        ("languages[0].level", "C2", 0.99, Verdict.REFUSED),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", 0.9, Verdict.HOLDS),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", 0.01, Verdict.REFUSED),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", None, Verdict.HOLDS),
    ],
)
def test_a_comparison_weighs_wording_and_never_overrules_what_is_exact(
    path: str, proposed: str, supported: float | None, verdict: Verdict
) -> None:
    judged = entails(Claim(path, proposed), Evidence.of(DATA), supported)
    assert judged.verdict is verdict
    assert bool(told(judged)) == (verdict is not Verdict.HOLDS)


def test_a_reason_names_the_claim_and_the_nearest_evidence() -> None:
    judged = entails(Claim("work_experience[0].bullets[0]", "Care for 20 patients a shift"), Evidence.of(DATA))
    said = told(judged)
    assert [one.id for one in said] == ["cv.unfounded.number", "cv.nearest"]
    assert dict(said[0].arguments) == {"it": "20"}
    assert "8 patients" in said[1].text


def test_a_task_of_the_chat_supports_a_line_and_is_named_as_its_source() -> None:
    line = Claim("work_experience[0].bullets[2]", "Teach new nurses wound care")
    evidence = Evidence.of(DATA, [Said("t7", "Teach new nurses wound care", SourceKind.CHAT_TASK)])
    assert entails(line, evidence).verdict is Verdict.HOLDS
    assert [source.ref for source in support(line, evidence)] == ["t7"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("I might apply for a PhD", ()),
        ("CCNA is booked for the autumn", ()),
        ("my boss runs the budget", ()),
        ("I don't drive", ()),
        ("I hope to lead, but I trained two people", ("I trained two people",)),
        ("My boss runs the budget and I order the stock", ("I order the stock",)),
        ("I took over in May", ("I took over in May",)),
        ("Not only did I sell, I also trained", ("Not only did I sell", "I also trained")),
    ],
)
def test_only_what_the_person_tells_of_herself_is_a_source(statement: str, told: tuple[str, ...]) -> None:
    assert tuple(part for part in assertions(statement) if not hedges(part) & {"plan", "denial", "other"}) == told


def test_figures_are_read_in_digits_and_in_words() -> None:
    found = [(f.value, f.unit) for f in number.figures("twenty-five guests, £40k, 3,000 lines, 12 %, two hundred")]
    assert sorted(found) == [(12.0, "%"), (25.0, ""), (200.0, ""), (3000.0, ""), (40000.0, "£")]


def test_dates_are_read_in_five_languages() -> None:
    for text in (
        "Mar 2019 – present",
        "März 2019 – heute",
        "marca 2019 – obecnie",
        "marzo de 2019 – actualidad",
        "mars 2019 – aujourd'hui",
    ):
        assert date.dates(text)[0] == (2019, 3), text
        assert date.dates(text)[-1] == date.PRESENT, text


def verdicts(given: Iterable[Row]) -> dict[str, float]:
    """The figures of rows by the rules alone, as they are where no comparison answers."""
    return figures((row.label, entails(row.claim, row.evidence).verdict) for row in given)


def test_the_development_set_is_within_its_bounds() -> None:
    folder = paths.SHARED / "data" / "eval"
    if not (folder / "cv_gate.jsonl").exists():
        pytest.skip("the labelled sets are not beside this checkout")
    found = verdicts(labelled(folder))
    assert found["cv_gate.invented_refused"] >= 0.96
    assert found["cv_gate.honest_refused"] <= 0.08


@pytest.mark.parametrize("name", ["trades.txt", "blind1.txt"])
def test_rows_of_many_trades_stay_where_they_are_without_a_comparison(name: str) -> None:
    found = verdicts(read(gate_rows.FOLDER / name))
    assert found["cv_gate.invented_refused"] >= 0.8
    assert found["cv_gate.honest_refused"] <= 0.1
    assert found["cv_gate.honest_asked"] <= 0.25


def test_the_sets_are_read_whole() -> None:
    assert len(read(FOLDER / "trades.txt")) == 515
    assert len(read(FOLDER / "blind1.txt")) == 301
    assert len(read(FOLDER / "blind2.txt")) == 300
