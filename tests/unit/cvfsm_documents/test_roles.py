"""Who is who in a header, decided over all headers of a section."""

from services.cvfsm.core.document.lines import Line
from services.cvfsm.core.ingest.agreement import agreed_labels
from services.cvfsm.core.ingest.blocks import Block, _placed
from services.cvfsm.core.ingest.roles import ROLES, decide

SURE_TITLE, SURE_ORG, SURE_PLACE = (0.9, 0.05, 0.03, 0.02), (0.05, 0.9, 0.03, 0.02), (0.03, 0.05, 0.9, 0.02)
TORN = (0.4, 0.02, 0.38, 0.2)
"""Title a little more than place."""


def header(*texts, at=0):
    lines = [Line(f"p{at + number}", text) for number, text in enumerate(texts)]
    block = Block("work", list(range(len(lines))))
    block.pieces = _placed(block, lines)
    return block


def roles(*headers):
    blocks = [block for block, _ in headers]
    decide("work", blocks, [odds for _, odds in headers])
    return [[role.partition(".")[2] for role in block.roles] for block in blocks]


def test_a_piece_is_what_its_likes_are_in_the_other_headers():
    usual = (header("Clerk\tLeeds", "Engine Works\t2019 – 2020"), [SURE_TITLE, SURE_PLACE, SURE_ORG, (0, 0, 0, 1)])
    torn = (header("Porter\tNadberham", "Mill\t2017 – 2018"), [SURE_TITLE, TORN, SURE_ORG, (0, 0, 0, 1)])
    assert roles(usual, torn, usual)[1] == ["title", "place", "org", "date"]


def test_a_header_names_an_organisation_though_none_is_likely():
    block = header("Clerk", "Vikstoen", "2019 – 2020")
    assert roles((block, [SURE_TITLE, (0.1, 0.3, 0.35, 0.25), (0, 0, 0, 1)])) == [["title", "org", "date"]]


def test_a_position_below_its_employers_other_one_needs_none():
    first = (header("Engine Works", "Clerk", "2019 – 2020"), [SURE_ORG, SURE_TITLE, (0, 0, 0, 1)])
    second = (header("Porter", "2017 – 2018"), [SURE_TITLE, (0, 0, 0, 1)])
    assert roles(first, second)[1] == ["title", "date"]


def test_a_label_names_the_role_behind_it():
    block = header("Employer: Clerk", "Position: Porter", "2019")
    assert roles((block, [SURE_PLACE, SURE_TITLE, SURE_PLACE, SURE_ORG, (0, 0, 0, 1)])) == [
        ["label", "org", "label", "title", "date"]
    ]


def test_a_label_of_several_words_is_one_where_it_comes_again():
    odds = [(0, 0, 0, 1), SURE_TITLE, (0, 0, 0, 1), SURE_TITLE]
    first = (header("Posto occupato\tMagazziniere", "Nome del datore\tMulino"), odds)
    second = (header("Posto occupato\tCameriere", "Nome del datore\tOsteria"), odds)
    assert roles(first, second) == [["label", "title", "label", "org"]] * 2
    assert roles(first)[0] != ["label", "title", "label", "org"]


def test_every_role_of_the_model_has_a_place():
    assert ROLES == ("title", "org", "place", "none")


def odds(**chances):
    return {name.replace("_", "."): chance for name, chance in chances.items()}


def test_entries_below_a_heading_are_of_one_section():
    lines = [Line("p1", "My path"), Line("p2", "Clerk, 2019 – 2020"), Line("p3", "Porter, 2017 – 2018")]
    chances = [
        odds(heading_work=0.6, heading_volunteering=0.4),
        odds(work_start=0.9),
        odds(volunteering_start=0.5, work_start=0.4),
    ]
    labels = ["heading.work", "work.start", "volunteering.start"]
    assert agreed_labels(lines, labels, chances) == ["heading.work", "work.start", "work.start"]
