"""The words printed around a person's own words, in each language of the output: headings, "present", dates."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from services.cvfsm.core.document.cv import PRESENT

LANGUAGES: Final = ("en", "de", "pl", "es", "fr")

LABELS: Final = MappingProxyType(
    {
        "en": {
            "profile": "Profile",
            "work_experience": "Work experience",
            "education": "Education",
            "languages": "Languages",
            "skills": "Skills",
            "it_ai_skills": "IT and AI skills",
            "certifications": "Certifications",
            "projects": "Projects",
            "volunteering": "Voluntary work",
            "publications": "Publications",
            "awards": "Awards",
            "interests": "Interests",
            "references": "References",
            "present": "present",
            "document": "Curriculum vitae",
        },
        "de": {
            "profile": "Profil",
            "work_experience": "Berufserfahrung",
            "education": "Ausbildung",
            "languages": "Sprachen",
            "skills": "Kenntnisse",
            "it_ai_skills": "IT- und KI-Kenntnisse",
            "certifications": "Zertifikate",
            "projects": "Projekte",
            "volunteering": "Ehrenamt",
            "publications": "Publikationen",
            "awards": "Auszeichnungen",
            "interests": "Interessen",
            "references": "Referenzen",
            "present": "heute",
            "document": "Lebenslauf",
        },
        "pl": {
            "profile": "Profil zawodowy",
            "work_experience": "Doświadczenie zawodowe",
            "education": "Wykształcenie",
            "languages": "Języki",
            "skills": "Umiejętności",
            "it_ai_skills": "Umiejętności IT i AI",
            "certifications": "Certyfikaty",
            "projects": "Projekty",
            "volunteering": "Wolontariat",
            "publications": "Publikacje",
            "awards": "Nagrody",
            "interests": "Zainteresowania",
            "references": "Referencje",
            "present": "obecnie",
            "document": "Życiorys",
        },
        "es": {
            "profile": "Perfil",
            "work_experience": "Experiencia laboral",
            "education": "Formación",
            "languages": "Idiomas",
            "skills": "Competencias",
            "it_ai_skills": "Informática e IA",
            "certifications": "Certificaciones",
            "projects": "Proyectos",
            "volunteering": "Voluntariado",
            "publications": "Publicaciones",
            "awards": "Premios",
            "interests": "Intereses",
            "references": "Referencias",
            "present": "actualidad",
            "document": "Currículum vítae",
        },
        "fr": {
            "profile": "Profil",
            "work_experience": "Expérience professionnelle",
            "education": "Formation",
            "languages": "Langues",
            "skills": "Compétences",
            "it_ai_skills": "Informatique et IA",
            "certifications": "Certifications",
            "projects": "Projets",
            "volunteering": "Bénévolat",
            "publications": "Publications",
            "awards": "Distinctions",
            "interests": "Centres d’intérêt",
            "references": "Références",
            "present": "aujourd’hui",
            "document": "Curriculum vitæ",
        },
    }
)

# Month and year as applicants of the language write them: names in English, numbers elsewhere.
_MONTH_FORMS: Final = MappingProxyType(
    {
        "en": "{name} {year}",
        "de": "{month}/{year}",
        "pl": "{month}.{year}",
        "es": "{month}/{year}",
        "fr": "{month}/{year}",
    }
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def print_date(iso: str, language: str) -> str:
    """Return ``2019-03`` as ``Mar 2019`` (en), ``03/2019`` (de, es, fr) or ``03.2019`` (pl); years stay."""
    if iso == PRESENT:
        return LABELS[language]["present"]
    year, _, month = iso.partition("-")
    if not month:
        return year
    return _MONTH_FORMS[language].format(name=_MONTHS[int(month) - 1], month=month, year=year)


def print_period(start: str, end: str, language: str) -> str:
    """Return a period as printed; one date alone stands alone, a period within one date is printed once."""
    if start == end or not start or not end:
        return print_date(start or end, language) if start != PRESENT else ""
    return f"{print_date(start, language)} – {print_date(end, language)}"
