"""A header line falls into the parts a person reads in it."""

import pytest

from services.cvfsm.core.document.lines import Line, Look, Run, made_of
from services.cvfsm.core.ingest.pieces import pieces_of

LINES = {
    "Clerk, Mill Ltd, Leeds": ["Clerk", "Mill Ltd", "Leeds"],
    "Mill, Inc., Leeds": ["Mill, Inc.", "Leeds"],
    "Mill Manager / Process Planner\t2018 – 2024": ["Mill Manager", "Process Planner", "2018 – 2024"],
    "Technical Lead at Fernhill Telecom (May 2018 - Sep 2021)": [
        "Technical Lead",
        "Fernhill Telecom",
        "May 2018 - Sep 2021",
    ],
    "Tidewise: Senior Developer": ["Tidewise", "Senior Developer"],
    "2021 / 09 - now - Kangur Weaving": ["2021 / 09 - now", "Kangur Weaving"],
    "Köchin bei der Stadt Ulm": ["Köchin", "Stadt Ulm"],
    "BSc (Hons) Botany | Fergus College | 2011 - 2014": ["BSc", "Hons", "Botany", "Fergus College", "2011 - 2014"],
    "Field-Scientist – Soils": ["Field-Scientist", "Soils"],
}


@pytest.mark.parametrize(("text", "parts"), LINES.items())
def test_separators_and_dates_cut_a_line(text, parts):
    pieces = pieces_of(Line("p1", text))
    assert [piece.text for piece in pieces] == parts
    assert [text[piece.start : piece.end] for piece in pieces] == parts


def test_a_change_of_look_cuts_a_line_and_its_runs_stay_with_its_text():
    line = made_of(Line("p1", ""), [Run(" • Reed Cutter ", Look(bold=True)), Run(" Broadland\u200b  Thatch ", Look())])
    assert line is not None
    assert (line.text, line.bullet, line.look.bold) == ("Reed Cutter Broadland Thatch", True, False)
    assert "".join(run.text for run in line.runs) == line.text
    assert [(piece.text, piece.cut, piece.look.bold) for piece in pieces_of(line)] == [
        ("Reed Cutter", "line", True),
        ("Broadland Thatch", "look", False),
    ]


def test_a_line_without_letters_is_none():
    assert made_of(Line("p1", ""), [Run(" \u200b ", Look()), Run("\t", Look(bold=True))]) is None
