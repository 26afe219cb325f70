"""Headings are known by their words in eight languages, whatever their order and company."""

import pytest

from services.cvfsm.core.document.lines import Line, Look, Run
from services.cvfsm.core.ingest.headings import heading_kind
from services.cvfsm.core.ingest.inline import headings_apart

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
    "references": ("References", "Referenzen"),
    "volunteering": ("Volunteer experience", "Ehrenamt", "Wolontariat"),
    "projects": ("Projects", "Projekte"),
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


def test_a_heading_in_the_margin_is_a_line_of_its_own_where_entries_have_one_too():
    bold, plain = Look(bold=True), Look()
    rows = [("Education", "BSc Botany, 2016"), ("Languages", "French")]
    lines = [Line("p1", f"{a}\t{b}", runs=(Run(a, bold), Run(f"\t{b}", plain))) for a, b in rows]
    assert [line.text for line in headings_apart([*lines, Line("p2", "Employment history"), Line("p3", "Skills")])] == [
        "Education", "BSc Botany, 2016", "Languages", "French", "Employment history", "Skills",
    ]  # fmt: skip
    skills = [lines[1], Line("p2", "Employment history"), Line("p3", "Skills")]
    assert headings_apart(skills) == skills
