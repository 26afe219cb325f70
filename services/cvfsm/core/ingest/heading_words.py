"""The words that section names are made of, in the languages of Europe that CVs most often come in: data only.

In the form of `shared.language.fold`: lower case, without accents. Sources: the section names of the Europass and JSON Resume schemas
in their languages, and the usual wording of national CV guides.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# Section names. A heading consists of key words, modifiers and small words only; the first section below that owns one of
# its key words has it ("language skills" are languages, "volunteer experience" is no job).
HEADING_KEYS: Final = MappingProxyType(
    {
        "profile": _set(
            "profilo profiel resumo samenvatting obiettivo apresentacao presentazione profile profil perfil summary summaries objective objectives about zusammenfassung kurzprofil uber "
            "o podsumowanie resumen "
            "resume-profil objetivo objectif synthese propos presentation presentacion statement cel"
        ),
        "languages": _set(
            "lingue lingua linguas talen talenkennis sprak spraak language languages sprachen sprache sprachkenntnisse fremdsprachen jezyk jezyki jezykow idiomas "
            "idioma langues langue linguistic linguisticas linguistiques sprachliche lenguas"
        ),
        "references": _set(
            "references reference referees referenzen referencje referencias referenze referenties referanser"
        ),
        "volunteering": _set(
            "volunteer volunteering voluntary ehrenamt ehrenamtliche ehrenamtliches wolontariat voluntariado voluntaria benevolat "
            "benevole volontariato vrijwilligerswerk frivillig engagement engagements community"
        ),
        "projects": _set(
            "projects project projekte projekt projekterfahrung projekty proyectos proyecto projets projet progetti projetos projecten "
            "prosjekter realisations"
        ),
        "awards": _set(
            "awards award honours honors auszeichnungen nagrody premios prix distinctions distinction ehrungen stypendia scholarships "
            "stipendien becas bourses preise premi riconoscimenti distincoes prijzen onderscheidingen priser"
        ),
        "other": _set(
            "memberships membership mitgliedschaften military wehrdienst zivildienst extracurricular availability declaration rodo "
            "erklarung oswiadczenie zgoda vereine associations"
        ),
        "publications": _set(
            "pubblicazioni publicacoes publicaties publications publication publikationen veroffentlichungen publikacje publicaciones papers articles patents"
        ),
        "interests": _set(
            "interessi interesses passatempos interesser fritid interests interest hobbies hobby hobbys interessen freizeit zainteresowania intereses aficiones "
            "pasatiempos interets loisirs interet hobbies passions pasje"
        ),
        "it_ai_skills": _set(
            "it edv computer informatik informatyczne informatica informaticos informatique informatiques "
            "digital digitale digitales cyfrowe komputerowe komputer software technologies technology tech tools "
            "programming it-kenntnisse edv-kenntnisse pc-kenntnisse computerkenntnisse it-skills technologie "
            "technologien tecnologias technisch bureautique ki ai ia"
        ),
        "education": _set(
            "istruzione studi opleiding opleidingen onderwijs educacao habilitacoes escolaridade utdanning utdannelse utbildning formazione formacao education educational academic studies study schooling school ausbildung bildung bildungsweg "
            "studium schulbildung schule bildungsgang ausbildungen "
            "werdegang-schule wyksztalcenie edukacja nauka formacion educacion estudios academica academicos "
            "academico formation formations etudes diplomes diplome "
            "scolarite cursus universitaire academiques ausbildungsweg hochschulbildung aus akademische "
            "akademischer schulische degrees degree"
        ),
        "work_experience": _set(
            "esperienza esperienze lavoro lavorativa impieghi werkervaring ervaring loopbaan arbeidserfaring erfaring arbetslivserfarenhet experiencia percurso carreira emprego empregos experience experiences employment career work worked working jobs positions berufserfahrung "
            "berufserfahrungen erfahrung erfahrungen berufspraxis berufstatigkeit "
            "werdegang stationen laufbahn berufsweg berufsleben praxis praxiserfahrung praktika praktikum tatigkeiten beschaftigung arbeitserfahrung "
            "karriere doswiadczenie zatrudnienie kariera przebieg praca pracy "
            "experiencia experiencias empleo empleos laboral trayectoria parcours emploi emplois carriere "
            "internships internship stages praktyki staze practicas"
        ),
        "certifications": _set(
            "certificazioni corsi attestati certificaten cursussen kurs certifications certification certificates certificate certificado certificados certificaciones "
            "licences licenses licence license training trainings courses course zertifikate "
            "zertifikat zertifizierungen weiterbildung weiterbildungen fortbildung fortbildungen kurse lehrgange "
            "seminare certyfikaty kursy szkolenia uprawnienia cursos curso certificats certificat workshops "
            "accreditations"
        ),
        "skills": _set(
            "competenze capacita abilita vaardigheden kennis ferdigheter kompetanse kunnskaper aptidoes conhecimentos competencies skills skill competences competence kenntnisse fahigkeiten kompetenzen kompetenz "
            "fertigkeiten starken umiejetnosci kompetencje kwalifikacje "
            "habilidades competencias aptitudes conocimientos destrezas savoir-faire atouts expertise abilities "
            "strengths good qualifications qualifikationen qualifikation proficiencies capabilities knowledge "
            "qualites"
        ),
        "contact": _set(
            "contatti contatto contactos personalia gegevens dati dados contact contacts kontakt kontaktdaten contacto coordonnees personal-details details angaben dane "
            "datos daten persoenliches personliches information informations informationen informacje "
            "informacion personalien"
        ),
    }
)
HEADING_MODIFIERS: Final = _set(
    "professionale professionali profissional profissionais academica linguistiche linguisticas personali pessoais relevante tecniche e professional relevant key core main other additional further personal personliche personlicher personlichen "
    "berufliche beruflicher beruflichen beruflicher praktische fachliche "
    "zawodowe zawodowa zawodowy osobiste osobowe kontaktowe dodatkowe obce obcych profesional profesionales "
    "personales personal complementaria adicional "
    "professionnelle professionnelles professionnel personnelles personnel complementaires complementaire cles "
    "history background overview selected recent previous "
    "area areas of expertise technical technische techniczne tecnicas techniques soft hard social soziale "
    "kommunikative sonstige weitere zusatzliche besondere "
    "life my executive current past general teaching research clinical industry weiter- weiter verlauf przebiegu "
    "kariery highlights qualifications level "
    "mother foreign tongue interpersonal organisational organizational communication job-related practical place "
    "section list and/or training trainings "
    "extranjeros idiomas etrangeres umiejetnosci znajomosc jezykowe jezykow academica academique academicos "
    "academiques interet centres centro"
)
HEADING_SMALL: Final = _set(
    "and & und i y et e of the my in the to at for a an where i've i ive what i'm im have been did do am me mich "
    "mir mnie o mi sobre de del la le les las los des du d l a au zur zum meine mein moje moja mis mes / + ich "
    "was wo ou where've with mit von so far"
)

HEADING_PHRASES: Final = MappingProxyType(
    {
        "qualifications": "education",
        "academic qualifications": "education",
        "education and qualifications": "education",
        "professional qualifications": "certifications",
        "formation continue": "certifications",
        "formations complementaires": "certifications",
        "formation complementaire": "certifications",
        "formacion complementaria": "certifications",
        "formacion adicional": "certifications",
        "career objective": "profile",
        "career summary": "profile",
        "career profile": "profile",
        "professional background": "work_experience",
        "professional history": "work_experience",
        "vita": "work_experience",
        "beruflicher werdegang": "work_experience",
        "schulischer werdegang": "education",
        "akademischer werdegang": "education",
        "parcours scolaire": "education",
        "parcours academique": "education",
        "parcours universitaire": "education",
        "uber mich": "profile",
        "o mnie": "profile",
        "sobre mi": "profile",
        "a propos": "profile",
        "a propos de moi": "profile",
        "who i am": "profile",
        "centres d'interet": "interests",
        "mother tongue": "languages",
        "mother tongues": "languages",
        "native language": "languages",
        "muttersprache": "languages",
        "jezyk ojczysty": "languages",
        "lengua materna": "languages",
        "langue maternelle": "languages",
        "tools": "it_ai_skills",
        "activities": "other",
        "achievements": "awards",
        "volunteering": "volunteering",
        "info": "contact",
        "get in touch": "contact",
    }
)
# Words that make a heading only together with others; alone they are too common.
# Key words that give way to another one: "academic positions" are jobs, "academic background" is education.
HEADING_ADJECTIVES: Final = _set(
    "academic educational academica academicos academico academique academiques universitaire akademische akademischer"
)
HEADING_WEAK: Final = _set(
    "work working worked it ai ia ki good about o aus praca pracy nauka cel course courses project engagement "
    "knowledge statement papers articles details information software digital computer tools"
)

DOCUMENT_TITLES: Final = _phrases(
    "curriculum vitae|curriculum vitae (cv)|cv|resume|lebenslauf|tabellarischer lebenslauf|zyciorys|zyciorys "
    "zawodowy|curriculum|hoja de vida|curriculum vitae europass|europass|europass cv|europass curriculum vitae|"
    "bewerbung"
)
