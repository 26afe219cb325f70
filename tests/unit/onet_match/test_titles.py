"""Type-ahead over titles."""

from services.onet_match.core.titles import TitleIndex, title_words
from tests.fakes.onet import catalogue

TITLES = TitleIndex(catalogue())


def found(query: str) -> list[str]:
    return [hit.title for hit in TITLES.search(query, 8)]


def test_the_last_word_may_be_unfinished():
    assert found("tax pre") == ["Tax Preparer"]


def test_an_alternate_title_leads_to_its_occupation():
    assert TITLES.search("line cook", 1)[0].occupation.soc_code == "35-2014.00"


def test_own_titles_come_before_alternate_ones():
    assert found("nurse") == ["Registered Nurses", "Ward Nurse"]


def test_titles_that_start_as_typed_come_first():
    assert found("cook")[0] == "Cooks, Restaurant"


def test_accents_make_no_other_word():
    assert found("côok") == found("cook")
    assert title_words("Maître d'hôtel, Główny Księgowy, Sjællænd") == (
        "maitre", "d", "hotel", "glowny", "ksiegowy", "sjaellaend",
    )  # fmt: skip


def test_nothing_typed_gives_nothing():
    assert found("  ") == []
    assert found("zebra") == []


def test_an_exact_title_names_its_occupation_whatever_the_case():
    assert [o.soc_code for o in TITLES.exact("WARD nurse")] == ["29-1141.00"]
    assert TITLES.exact("nurse") == []


def test_a_slip_of_the_hand_is_forgiven():
    assert found("nures") == found("nurs")
    assert found("nrse") == found("nurse")
    assert found("regstered nurse") == ["Registered Nurses"]
    assert found("ckos") == []
