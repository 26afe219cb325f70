"""Lines out of placed words: wrapped lines, columns and tables."""

from dataclasses import replace

from services.cvfsm.core.ingest.pdf_layout import lay_out
from services.cvfsm.core.ingest.pdf_words import Word


def words(text, x, y, size=10.0, *, bold=False):
    """Place a line of text; every character is half a size wide."""
    placed, at = [], x
    for part in text.split(" "):
        width = len(part) * size / 2
        placed.append(Word(part, at, at + width, y, size, bold))
        at += width + size / 2
    return placed


def texts(*rows):
    return [line.text for line in lay_out([[word for row in rows for word in row]])]


def test_a_line_that_goes_on_below_is_one_line():
    full = words("- " + "word " * 12 + "end", 50, 700)
    assert texts(full, words("goes on here.", 60, 688), words("- another", 50, 676)) == [
        "word " * 12 + "end goes on here.",
        "another",
    ]


def test_a_date_at_the_right_edge_is_a_tab():
    rows = [
        words("Analyst", 50, 700),
        words("2019 – 2021", 450, 700),
        words("Engine Works", 50, 688),
        words("x" * 90, 50, 676),
    ]
    assert texts(*rows)[0] == "Analyst\t2019 – 2021"


def test_a_side_bar_is_read_before_the_main_column():
    side = [
        words(t, 50, 700 - 14 * i, bold=t.isupper())
        for i, t in enumerate(["SKILLS", "SQL", "Excel", "LANGUAGES", "French"])
    ]
    main = [
        words(t, 250, 693 - 14 * i, bold=t.isupper())
        for i, t in enumerate(["EXPERIENCE", "Clerk at a mill", "Did sums", "EDUCATION", "Home"])
    ]
    assert texts(*side, *main) == [
        "SKILLS",
        "SQL",
        "Excel",
        "LANGUAGES",
        "French",
        "EXPERIENCE",
        "Clerk at a mill",
        "Did sums",
        "EDUCATION",
        "Home",
    ]


def test_a_column_of_dates_is_read_row_by_row_and_a_broken_date_is_joined():
    left = [
        words("2019 – heute", 50, 700),
        words("Oktober 2013 – Februar", 50, 660),
        words("2019", 50, 648),
        words("2010 – 2013", 50, 620),
        words("2008", 50, 590),
    ]
    right = [
        words(t, 250, y)
        for t, y in (
            ("Leiterin", 700),
            ("Stadtwerke", 688),
            ("Sachbearbeiterin", 660),
            ("Makler", 648),
            ("Ausbildung", 620),
            ("Lehre", 590),
        )
    ]
    assert texts(*left, *right) == [
        "2019 – heute\tLeiterin",
        "Stadtwerke",
        "Oktober 2013 – Februar 2019\tSachbearbeiterin",
        "Makler",
        "2010 – 2013\tAusbildung",
        "2008\tLehre",
    ]


def test_page_numbers_and_repeated_heads_are_furniture():
    pages = [
        [
            *words("Ada Byron – CV", 50, 800),
            *words(f"text {n}", 50, 700),
            *words("more", 50, 650),
            *words("still more", 50, 600),
            *words(f"Page {n} of 2", 50, 40),
        ]
        for n in (1, 2)
    ]
    lines = lay_out(pages)
    assert [line.text for line in lines if line.zone == "body"] == [
        "text 1",
        "more",
        "still more",
        "text 2",
        "more",
        "still more",
    ]


def test_lines_that_begin_with_a_label_stay_apart():
    work = words("Work: " + "word " * 14 + "end", 50, 700)
    assert texts(work, words("Education: Leaving Certificate", 50, 688), words("Skills: sums", 50, 676)) == [
        "Work: " + "word " * 14 + "end",
        "Education: Leaving Certificate",
        "Skills: sums",
    ]


def test_place_dates_and_duration_below_each_other_at_the_right_belong_to_their_entry():
    rows = []
    for entry, top in enumerate((700, 640, 580)):
        for step, (left, right) in enumerate(
            ((f"Analyst, Mill {entry}", "Leeds"), ("Did sums", f"201{entry} – 202{entry}"), ("Kept notes", "9 years"))
        ):
            rows += [words(left, 50, top - 12 * step), words(right, 430, top - 12 * step)]
    assert texts(*rows) == [
        text
        for entry in range(3)
        for text in (f"Analyst, Mill {entry}\tLeeds\t201{entry} – 202{entry}\t9 years", "Did sums", "Kept notes")
    ]


def drawn(*groups):
    """Number the words of rows in the order in which they are given: that of drawing."""
    return [replace(word, at=at) for at, word in enumerate(word for group in groups for word in group)]


def test_a_cell_that_wraps_beside_another_one_is_whole():
    page = drawn(
        words("Fjorweso Technical", 50, 700),
        words("College", 50, 688),
        words("January 2003 to December", 170, 700),
        words("2008", 170, 688),
        words("Thesis on birds of the far north and their songs in spring and autumn", 50, 670),
    )
    assert lay_out([page])[0].text == "Fjorweso Technical College\tJanuary 2003 to December 2008"


def test_a_short_column_drawn_before_a_long_one_is_a_column():
    side = [words(text, 50, 700 - 14 * i) for i, text in enumerate(["Licences &", "Certificates", "First aid"])]
    main = [
        words(text, 200, 693 - 14 * i)
        for i, text in enumerate(["Work", "Clerk", "Mill", "2019", "Porter", "Hotel", "2017"])
    ]
    assert [line.text for line in lay_out([drawn(*side, *main)])][:4] == [
        "Licences & Certificates",
        "First aid",
        "Work",
        "Clerk",
    ]


def test_headings_in_a_margin_close_to_the_text_stand_above_it():
    rows = []
    for section, top in (("Work", 700), ("Education", 640)):
        rows.append(words(section, 50, top, bold=True))
        rows += [words(f"{section} line {number} of the text", 110, top - 14 * number) for number in range(4)]
    texts_read = [line.text for line in lay_out([drawn(*rows)])]
    assert [texts_read.index(name) for name in ("Work", "Education")] == [0, 5]


def test_a_date_wrapped_at_the_end_of_a_header_is_whole():
    page = drawn(
        words("Vorton - Payroll Clerk, Operations - April 2018 to August", 50, 700),
        words("2019", 50, 688),
        words("x" * 60, 50, 670),
    )
    assert lay_out([page])[0].text.endswith("August 2019")


def test_short_lines_on_a_wide_page_are_lines_of_their_own():
    page = drawn(*[words(f"Line {number} of few words", 50, 700 - 12 * number) for number in range(4)])
    assert len(lay_out([page], 595.0)) == 4


def test_section_names_in_a_margin_beside_dates_in_another_stand_above_their_rows():
    rows = []
    for y, heading, date, text in (
        (700, "Summary", "", "Field biologist who turns surveys into reports"),
        (670, "Work", "2020 – now", "Survey Lead, Shores Institute"),
        (656, "", "", "Ran surveys on forty sites"),
        (640, "", "2016 – 2020", "Ecologist, Corrib Mills"),
        (610, "Education", "2012 – 2016", "BSc Zoology, College of Cork"),
    ):
        for x, part in ((50, heading), (130, date), (250, text)):
            rows += [words(part, x, y, bold=part == heading)] if part else []
    assert texts(*rows) == [
        "Summary",
        "Field biologist who turns surveys into reports",
        "Work",
        "2020 – now\tSurvey Lead, Shores Institute",
        "Ran surveys on forty sites",
        "2016 – 2020\tEcologist, Corrib Mills",
        "Education",
        "2012 – 2016\tBSc Zoology, College of Cork",
    ]


def test_a_header_wraps_in_a_narrow_column_of_paragraphs_and_an_address_does_not():
    full = [words("abc " * 7 + "abcde", 250, 700 - 12 * row) for row in range(3)]
    broken = [words("Controller, Metrolink Bus Centre", 250, 640, bold=True), words("Limited", 250, 628, bold=True)]
    assert texts(*full, *broken)[-1] == "Controller, Metrolink Bus Centre Limited"
    assert texts(words("0207 946 01550", 50, 700), words("rob@letterbox.example", 50, 688))[0] == "0207 946 01550"
