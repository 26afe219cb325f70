"""The grounding gate: rewording passes, adding does not."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from evals.cv_gate import case, figures
from evals.cv_gate import doubts as row_doubts
from evals.cv_gate import rows as labelled
from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, SourceKind, WorkEntry
from services.cvfsm.core.grounding.doubts import Kind
from services.cvfsm.core.grounding.evidence import Evidence, Said, support
from services.cvfsm.core.grounding.figures import dates
from services.cvfsm.core.grounding.figures import figures as figures_in
from services.cvfsm.core.grounding.gate import check
from services.cvfsm.core.grounding.statements import asserted
from services.cvfsm.core.grounding.verdict import Claim, Verdict, entails
from tests import paths
from tests.unit.cvfsm.gate_rows import groups, rows

DATA = CvData(
    full_name="Ola Nowak",
    work_experience=(
        WorkEntry(
            "Harbour Clinic",
            "Ward nurse",
            "2018-04",
            "present",
            "",
            ("Care for 8 patients a shift", "Member of the audit group"),
        ),
        WorkEntry("Sunrise Home", "Care assistant", "2015", "2018", "", ("Helped 20 residents eat and wash",)),
    ),
    education=(EducationEntry("University of Leeds", "BSc Nursing", "2014", "2017"),),
    languages=(Language("English", "C1"), Language("Polish", "native")),
    skills=("wound care", "phlebotomy"),
    certifications=("BLS",),
)


def doubts(path: str, proposed: str, *said: str) -> set[Kind]:
    evidence = Evidence.of(DATA, [Said(f"s{i}", text) for i, text in enumerate(said)])
    return {doubt.kind for doubt in check(path, proposed, evidence)}


FIRST = "work_experience[0].bullets[0]"


@pytest.mark.parametrize(
    ("path", "proposed", "said"),
    [
        (FIRST, "Look after eight patients per shift", ()),
        (FIRST, "Nurse 8 patients each shift", ()),
        ("work_experience[0].bullets[1]", "Participate in the audit group", ()),
        ("work_experience[0].bullets[2]", "Chair the audit group", ("I chair the audit group since May",)),
        ("work_experience[0].start", "2018", ()),
        ("work_experience[1].dates", "2015 – 2018", ()),
        ("work_experience[0].title", "Senior ward nurse", ("I was promoted to senior ward nurse",)),
        ("education[0].degree", "Bachelor of Science in Nursing", ()),
        ("languages[0].level", "advanced (C1)", ()),
        ("languages[0].level", "C2", ("My English is C2 by now",)),
        ("skills", "Phlebotomy, wound care", ()),
        ("certifications", "Basic Life Support (BLS)", ()),
        ("profile", "Ward nurse with a BSc in Nursing, native in Polish", ()),
    ],
)
def test_what_is_said_in_other_words_passes(path: str, proposed: str, said: tuple[str, ...]) -> None:
    assert doubts(path, proposed, *said) == set()


@pytest.mark.parametrize(
    ("path", "proposed", "said", "kind"),
    [
        (FIRST, "Care for twelve patients a shift", (), Kind.NUMBER),
        (FIRST, "Care for more than 8 patients a shift", (), Kind.NUMBER),
        (FIRST, "Care for 20 patients a shift", (), Kind.NUMBER),
        (FIRST, "Care for 8 patients a shift at Harbour and Riverside", (), Kind.WORD),
        ("work_experience[0].bullets[1]", "Lead the audit group", (), Kind.SCOPE),
        (
            "work_experience[0].bullets[1]",
            "Lead the audit group",
            ("I would like to lead the audit group",),
            Kind.SCOPE,
        ),
        ("work_experience[0].bullets[1]", "Lead the audit group", ("My manager leads the audit group",), Kind.SCOPE),
        ("work_experience[0].start", "2017", (), Kind.DATE),
        ("work_experience[1].end", "2019", (), Kind.DATE),
        ("work_experience[0].employer", "Sunrise Home", (), Kind.NAME),
        ("work_experience[0].title", "Ward manager", ("the ward manager was often away",), Kind.TITLE),
        ("education[0].degree", "MSc Nursing", (), Kind.DEGREE),
        ("education[0].institution", "University of York", (), Kind.NAME),
        ("languages[0].level", "native", (), Kind.LANGUAGE_LEVEL),
        ("languages[0].level", "C2", ("I want to reach C2",), Kind.LANGUAGE_LEVEL),
        ("skills", "wound care, cannulation", (), Kind.SKILL),
        ("certifications", "Wound care", (), Kind.CERTIFICATION),
        ("profile", "Ward nurse at Sunrise Home", (), Kind.PAIRING),
        ("profile", "Nurse with native English and C1 Polish", (), Kind.LANGUAGE_LEVEL),
        ("profile", "Senior nurse", (), Kind.TITLE),
    ],
)
def test_what_is_added_is_refused_by_kind(path: str, proposed: str, said: tuple[str, ...], kind: Kind) -> None:
    assert kind in doubts(path, proposed, *said)


def test_pieces_of_two_lines_do_not_make_a_third() -> None:
    bullets = ("Wrote court reports", "Took part in child protection conferences")
    data = CvData(work_experience=(WorkEntry("Kilbride Council", "Social worker", "2014", "2021", "", bullets),))
    evidence = Evidence.of(data)
    assert (
        check(
            "work_experience[0].bullets[0]",
            "Prepared court reports and attended child protection conferences",
            evidence,
        )
        == ()
    )
    found = check("work_experience[0].bullets[0]", "Wrote court reports on child protection", evidence)
    assert {doubt.kind for doubt in found} == {Kind.PAIRING}


def test_a_task_of_the_chat_supports_a_line_and_is_named_as_its_source() -> None:
    evidence = Evidence.of(DATA, [Said("t7", "Train new nurses in wound care", SourceKind.CHAT_TASK)])
    assert check("work_experience[0].bullets[2]", "Train new nurses in wound care", evidence) == ()
    assert [s.ref for s in support("work_experience[0].bullets[2]", "Train new nurses in wound care", evidence)] == [
        "t7"
    ]


@pytest.mark.parametrize(
    ("statement", "kept"),
    [
        ("I might apply for a PhD", ()),
        ("CCNA is booked for the autumn", ()),
        ("my boss runs the budget", ()),
        ("I don't drive", ()),
        ("I hope to lead, but I trained two people", ("I trained two people",)),
        ("I took over in May", ("I took over in May",)),
        ("Not only did I sell, I also trained", ("Not only did I sell, I also trained",)),
    ],
)
def test_only_what_the_person_asserts_of_herself_is_a_source(statement: str, kept: tuple[str, ...]) -> None:
    assert asserted(statement) == kept


def test_figures_are_read_in_digits_and_in_words() -> None:
    found = [(f.value, f.unit) for f in figures_in("twenty-five guests, £40k, 3,000 lines, 12 %, two hundred")]
    assert sorted(found) == [(12.0, "%"), (25.0, ""), (200.0, ""), (3000.0, ""), (40000.0, "£")]


def test_dates_are_read_in_five_languages() -> None:
    for text in (
        "Mar 2019 – present",
        "März 2019 – heute",
        "marca 2019 – obecnie",
        "marzo de 2019 – actualidad",
        "mars 2019 – aujourd'hui",
    ):
        assert dates(text)[0] == (2019, 3), text
        assert dates(text)[-1][0] == 9999, text


def verdicts(given: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """The figures of rows by the rules alone, as they are where no comparison answers."""
    return figures((row["label"], entails(*case(row)).verdict) for row in given)


def test_the_development_set_is_within_its_bounds() -> None:
    folder = paths.SHARED / "data" / "eval"
    if not (folder / "cv_gate.jsonl").exists():
        pytest.skip("the labelled sets are not beside this checkout")
    found = verdicts(labelled(folder))
    assert found["cv_gate.invented_refused"] >= 0.98
    assert found["cv_gate.honest_refused"] <= 0.03


def test_rows_written_blind_stay_within_the_bounds() -> None:
    refused: dict[str, list[bool]] = {"invented": [], "honest": []}
    for row in rows():
        refused[row["label"]].append(bool(row_doubts(row)))
    invented, honest = (sum(found) / len(found) for found in refused.values())
    assert len(refused["invented"]) + len(refused["honest"]) > 250
    assert invented >= 0.95
    assert honest <= 0.08


def test_rows_of_ten_trades_stay_where_they_are_without_a_comparison() -> None:
    found = verdicts(groups())
    assert found["cv_gate.invented_refused"] >= 0.94
    assert found["cv_gate.honest_refused"] <= 0.18
    assert found["cv_gate.honest_asked"] <= 0.15


@pytest.mark.parametrize(
    ("path", "proposed", "supported", "verdict"),
    [
        ("work_experience[0].bullets[2]", "Keep the ward tidy", 0.9, Verdict.ASKED),
        ("work_experience[0].bullets[2]", "Keep the ward tidy", 0.1, Verdict.REFUSED),
        ("work_experience[0].bullets[0]", "Care for 20 patients a shift", 0.99, Verdict.REFUSED),
        ("languages[0].level", "C2", 0.99, Verdict.REFUSED),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", 0.9, Verdict.HOLDS),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", 0.01, Verdict.ASKED),
        ("work_experience[0].bullets[0]", "Care for 8 patients a shift", None, Verdict.HOLDS),
    ],
)
def test_a_comparison_asks_about_wording_and_never_overrules_what_is_exact(
    path: str, proposed: str, supported: float | None, verdict: Verdict
) -> None:
    judged = entails(Claim(path, proposed), Evidence.of(DATA), supported)
    assert judged.verdict is verdict
    assert bool(judged.reason) == (verdict is not Verdict.HOLDS)
    assert verdict is Verdict.HOLDS or "8 patients" in judged.reason or judged.doubts


@pytest.mark.parametrize(
    ("path", "proposed", "said"),
    [
        ("work_experience[0].bullets[1]", "Ran the audit group", ("I help out in the audit group",)),
        ("work_experience[1].bullets[0]", "Trained 20 residents", ()),
        ("work_experience[0].title", "Ward manager", ("I stood in as ward manager for a week",)),
        ("skills", "wound care, cannulation", ("I once watched a cannulation",)),
        ("certifications", "ALS", ("I am halfway through my ALS",)),
        ("profile", "Native speaker of Polish and English", ()),
        ("profile", "Bilingual nurse", ()),
        ("awards", "Nurse of the Year", ("I was shortlisted for Nurse of the Year",)),
        ("it_ai_skills", "Medchart", ("the doctors use Medchart",)),
        ("it_ai_skills", "Medchart", ("head office sends us Medchart files",)),
        ("work_experience[1].title", "Carer", ()),
        ("work_experience[0].employer", "Harbour Clinic and Quayside", ("most of our patients come from Quayside",)),
        ("certifications", "BLS, ALS", ("my ALS course was cancelled",)),
        ("awards", "Ward Prize", ("we entered for the Ward Prize",)),
        ("profile", "Ward nurse since 2015", ()),
        ("work_experience[0].bullets[2]", "Wrote the ward handbook", ("I update the ward handbook",)),
    ],
)
def test_what_was_tried_begun_watched_or_done_by_others_is_no_source(
    path: str, proposed: str, said: tuple[str, ...]
) -> None:
    assert doubts(path, proposed, *said)


@pytest.mark.parametrize(
    ("path", "proposed", "said"),
    [
        ("awards", "Shortlisted for Nurse of the Year", ("I was shortlisted for Nurse of the Year",)),
        ("work_experience[0].bullets[1]", "Took part in the audit group", ()),
        ("work_experience[1].bullets[0]", "Supported twenty residents with eating and washing", ()),
        ("certifications", "BLS certificate", ()),
        ("work_experience[0].bullets[2]", "Organized shifts", ("I organise the shifts",)),
        ("work_experience[0].bullets[2]", "Took radiographs", ("I take the X-rays",)),
        ("work_experience[0].bullets[2]", "Anaesthetic monitoring", ("I monitor anaesthesia",)),
        ("work_experience[0].bullets[2]", "Gave diet advice", ("I advise on diet",)),
        ("profile", "Ward nurse since April 2018 with advanced English (C1)", ()),
        ("work_experience[0].employer", "Quayside Clinic", ("Harbour Clinic is called Quayside Clinic now",)),
    ],
)
def test_the_same_in_a_lesser_or_another_form_passes(path: str, proposed: str, said: tuple[str, ...]) -> None:
    assert doubts(path, proposed, *said) == set()
