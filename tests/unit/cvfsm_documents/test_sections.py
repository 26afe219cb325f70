"""Headings are known by their words in five languages, whatever their order and company."""

import pytest

from services.cvfsm.core.document.lines import Line, Look
from services.cvfsm.core.ingest.sections import heading_kind, split_sections

HEADINGS = {
    "work_experience": (
        "Work Experience", "PROFESSIONAL EXPERIENCE", "Employment history", "Where I've worked", "Berufserfahrung", "Beruflicher Werdegang",
        "Doświadczenie zawodowe", "Przebieg kariery", "Experiencia laboral", "Trayectoria profesional", "Parcours professionnel",
        "E X P E R I E N C E", "Academic Positions", "Career History:",
    ),
    "education": (
        "Education", "EDUCATION AND TRAINING", "School", "Aus- und Weiterbildung", "Wykształcenie", "Formación académica", "Formation",
        "Études et diplômes", "Academic background", "Qualifications",
    ),
    "languages": ("Languages", "Language skills", "Sprachkenntnisse", "Języki obce", "Idiomas", "Langues", "Mother tongue(s)"),
    "skills": ("Skills", "What I'm good at", "Kenntnisse", "Umiejętności", "Aptitudes", "Compétences", "Key skills"),
    "it_ai_skills": ("IT skills", "Computer skills", "EDV-Kenntnisse", "IT- und KI-Kenntnisse", "Informática", "Technologies"),
    "certifications": ("Certifications", "Courses and certificates", "Kursy i szkolenia", "Weiterbildung", "Cursos"),
    "profile": ("Profile", "About me", "Personal statement", "Podsumowanie zawodowe", "Sobre mí", "Über mich", "Professional summary"),
    "interests": ("Interests", "Hobbys", "Zainteresowania", "Centres d’intérêt", "Aficiones"),
    "other": ("References", "Volunteer experience", "Ehrenamt", "Projects", "Wolontariat"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in HEADINGS.items() for text in texts])
def test_a_heading_names_its_section(kind, text):
    assert heading_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    ["Education Officer", "Skills Trainer, London", "Senior Language Teacher", "Head of Experience", "Harriet Okonjo-Blythe", "Python",
     "Managed the training of new colleagues and volunteers", "IT", "", "•"],
)  # fmt: skip
def test_titles_names_and_sentences_are_no_headings(text):
    assert heading_kind(text) == ""


def test_an_unknown_heading_that_looks_like_the_others_ends_the_section_before_it():
    heading = Look(style=1, bold=True)
    texts = [
        ("Skills", heading),
        ("SQL", Look()),
        ("Patents pending", heading),
        ("A chair", Look()),
        ("Languages", heading),
    ]
    blocks = split_sections([Line(f"p{i}", text, look) for i, (text, look) in enumerate(texts)])
    assert [(b.kind, [line.text for line in b.lines]) for b in blocks[1:3]] == [
        ("skills", ["SQL"]),
        ("publications", ["A chair"]),
    ]


def test_columns_with_headings_keep_their_sections_to_themselves():
    def line(text, flow):
        return Line(text, text, flow=flow)

    blocks = split_sections(
        [
            line("Skills", (1, 0)),
            line("SQL", (1, 0)),
            line("Experience", (1, 1)),
            line("Clerk", (1, 1)),
            line("Excel", (1, 0)),
        ]
    )
    assert {b.kind: [row.text for row in b.lines] for b in blocks[1:]} == {
        "skills": ["SQL", "Excel"],
        "work_experience": ["Clerk"],
    }
