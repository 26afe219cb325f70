"""Entries that a model missed are found by the layout of the others; a header knows its dates and its parts."""

from services.cvfsm.core.document.lines import Line
from services.cvfsm.core.ingest.blocks import as_printed, blocks_of
from services.cvfsm.core.ingest.draft import Draft
from services.cvfsm.core.ingest.entries import header_of, read_work
from services.cvfsm.core.ingest.entry_labels import as_labelled
from services.cvfsm.core.ingest.inline import entries_apart, headings_apart


def lines(*texts):
    return [Line(f"p{i}", text.lstrip("* "), bullet=text.startswith("* ")) for i, text in enumerate(texts)]


def test_a_position_set_like_the_others_is_one():
    found = lines("Clerk", "Mill, 2019 – 2020", "* sums", "Carter", "Brewery, 2015 – 2018", "* carts")
    labels = ["work.start", "work.head", "work.body", "work.body", "work.body", "work.body"]
    assert as_printed(found, labels) == ["work.start", "work.head", "work.body"] * 2


def test_dates_alone_belong_to_the_entry_below_that_has_none():
    found = lines("2019 – 2020", "Clerk, Mill", "2015 – 2018", "Carter, Brewery")
    labels = ["work.start", "work.head", "work.body", "work.start"]
    assert as_printed(found, labels) == ["work.start", "work.head"] * 2


def test_fields_with_labels_are_one_entry_and_the_first_row_of_a_table_is_none():
    found = lines(
        "Date\tPosition", "Dates: 2019 – 2020", "Name of employer: Mill", "Position held: Clerk", "Main tasks: sums",
        "Dates: 2015 – 2018", "Name of employer: Brewery", "Position held: Carter",
    )  # fmt: skip
    entry = ["work.start", "work.head", "work.head"]
    assert as_labelled(found, ["work.body"] * len(found), ["work"]) == ["furniture", *entry, "work.body", *entry]


def test_a_sentence_that_tells_a_period_is_no_entry():
    found = lines(
        "Clerk",
        "Mill, 2019 – 2020",
        "Built the new store between 2019 – 2020 with a team of nine people and two carts.",
    )
    labels = ["work.start", "work.head", "work.body"]
    assert as_printed(found, labels) == labels


def told(roles, *texts):
    found = lines(*texts)
    labels = ["work.start", *["work.head"] * (len(texts) - 1)]
    (block,) = blocks_of(found, labels)["work"]
    block.roles = [f"work.{role}" for role in roles]
    block.sure = [1.0] * len(roles)
    return found, block


def test_pieces_of_one_role_are_put_together_as_they_are_written():
    _, block = told(
        ["title", "title", "org", "place", "place", "date"], "Lead / Tester, Malt Ltd, Leith, UK\t2013 – 2018"
    )
    head = header_of(block)
    assert (head.title.text, head.org.text, head.place.text) == ("Lead / Tester", "Malt Ltd", "Leith, UK")
    assert (head.period.start, head.period.end) == ("2013", "2018")


def test_the_dates_nearest_to_the_title_count():
    _, block = told(["org", "date", "title", "date"], "Malt Ltd\t2010 – 2020", "Tester\t2013 – 2018")
    assert header_of(block).period.start == "2013"


def test_a_position_without_an_employer_has_the_one_above():
    found, first = told(["org", "date"], "Malt Ltd\t2010 – 2020")
    more, second = told(["title", "date"], "Tester\t2013 – 2020")
    (job,) = read_work(Draft([*found, *more]), [*found, *more], [first, second])
    assert (job.employer, job.title, job.start, job.end) == ("Malt Ltd", "Tester", "2013", "2020")


def test_several_entries_and_headings_on_one_line_are_told_apart():
    (line,) = lines("Carpenter, Byg ApS, 2015 - present; Apprentice, Madsen, 2011 - 2015")
    assert [part.text for part in entries_apart([line])] == [
        "Carpenter, Byg ApS, 2015 - present",
        "Apprentice, Madsen, 2011 - 2015",
    ]
    assert [part.text for part in headings_apart(lines("Skills: sums, notes"))] == ["Skills", "sums, notes"]
    headed = lines("Education", "Skills", "Languages: French")
    assert headings_apart(headed) == headed
