"""What a printed content says is found again in the lines that were read, as the reader is taught with it."""

from dataclasses import asdict

from services.cvfsm.core.document.lines import Line
from services.cvfsm.core.ingest.pieces import pieces_of
from services.cvfsm.training.contents import Content, Job, Study
from services.cvfsm.training.labels import Truth

EMPTY = {
    name: []
    for name in (
        "links", "languages", "skills", "certifications", "projects", "publications", "awards", "volunteering", "interests", "references", "personal",
    )
}  # fmt: skip
JOBS = [
    Job("Flantz Mill", "Night Porter", (2019, 3), (2020, 2), "Leeds", "I am a Night Porter who likes to get things done.", [], "", "www.flantzmill.example"),
    Job("Flantz Mill", "Clerk", (2017, 1), (2019, 2), "Leeds", "", ["Counted the stock of two depots"], "", ""),
]  # fmt: skip
STUDIES = [Study("Home College", "BSc Botany", "BSc", "Botany", None, (2016, 6))]
TEXTS = [
    ("Ada Byron", "name"),
    ("Career", "heading.work"),
    ("Flantz Mill, Leeds", "work.start"),
    ("Night Porter\t03/2019 – 02/2020", "work.head"),
    ("I am a Night Porter who likes to get things done.", "work.body"),
    ("www.flantzmill.example", "work.body"),
    ("Clerk\t01/2017 – 02/2019", "work.start"),
    ("Counted the stock of two depots", "work.body"),
    ("Learnt", "heading.education"),
    ("Home College", "education.start"),
    ("Botany", "education.head"),
    ("BSc\t06/2016", "education.head"),
]


def truth():
    content = Content("en", "Ada Byron", "", "", "", headline="", profile="", jobs=JOBS, studies=STUDIES, **EMPTY)
    expected = {
        "work_experience": [
            {"employer": "Flantz Mill", "title": "Night Porter", "start": "2019-03", "end": "2020-02"},
            {"employer": "Flantz Mill", "title": "Clerk", "start": "2017-01", "end": "2019-02"},
        ],
        "education": [{"institution": "Home College", "degree": "BSc Botany", "start": "", "end": "2016-06"}],
    }
    lines = [Line(f"p{number}", text) for number, (text, _) in enumerate(TEXTS)]
    return Truth(lines, {"content": asdict(content), "expected": expected})


def test_each_line_has_the_label_of_what_was_printed_there():
    assert truth().labels == [label for _, label in TEXTS]


def test_each_piece_has_the_field_its_letters_are_of():
    found = truth()
    roles = [[found.role(index, piece) for piece in pieces_of(found.lines[index])] for index in (2, 3, 5, 6, 9, 10, 11)]
    assert roles == [
        ["org", "place"],
        ["title", "date"],
        ["none"],
        ["title", "date"],
        ["org"],
        ["title"],
        ["title", "date"],
    ]
