"""Words of CVs but for section names, in the languages of Europe that CVs most often come in: data only.

All words are in the form of `shared.language.fold`: lower case, without accents. Sources: language names of CLDR, and the usual wording
of national CV guides.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# Labels of contact data; the value follows after a colon, a tab or a space.
LABELS: Final = MappingProxyType(
    {
        "name": "nome|nome e cognome|nome completo|naam|navn|namn|name|full name|vor- und nachname|vor- und zuname|vorname und nachname|imie i nazwisko|imie nazwisko|"
        "nombre y apellidos|nombre y apellido|nombre completo|nombre|nom et prenom|nom prenom|prenom et nom|"
        "nom complet|name, vorname|first name(s) / surname(s)|first name / surname|surname(s) / first name(s)",
        "first_name": "first name|first names|given name|vorname|imie|prenom|first name(s)",
        "last_name": "last name|surname|family name|nachname|familienname|nazwisko|apellidos|apellido|nom|nom de famille|"
        "surname(s)",
        "email": "e-mail|email|mail|e mail|e-mail address|email address|e-mail-adresse|adres e-mail|adresse e-mail|"
        "correo|correo electronico|courriel|e-mails|emails",
        "phone": "telefone|telemovel|telefoon|mobiel|cellulare|celular|phone|telephone|tel|tel.|telefon|mobile|mobil|handy|cell|cell phone|phone number|mobile phone|"
        "telephone(s)|telefonnummer|mobilnummer|nr telefonu|numer telefonu|telefon komorkowy|tel. kom.|kom.|"
        "telefono|movil|tlf|portable|gsm|m|t|p|mob|mob.|ph",
        "location": "indirizzo|residenza|morada|endereco|adres|woonplaats|adresse|address|anschrift|adresse|wohnort|adres|adres zamieszkania|miejsce zamieszkania|direccion|domicilio|"
        "location|place of residence|residence|ort|lieu|ciudad|ville|home|domicile|wohnhaft in|city|"
        "ubicacion|based in|address(es)",
        "link": "website|web|homepage|linkedin|github|gitlab|xing|portfolio|url|site web|strona|strona www|www|"
        "pagina web|internet|blog|twitter|site|profil linkedin|webseite|website(s)|orcid",
        "personal": "date of birth|birth date|born|dob|geburtsdatum|geboren|geboren am|geburtsort|geburtsdatum/-ort|geb.|"
        "data urodzenia|fecha de nacimiento|date de naissance|ne le|nee le|nationality|staatsangehorigkeit|"
        "nationalitat|narodowosc|obywatelstwo|nacionalidad|nationalite|familienstand|marital status|stan "
        "cywilny|estado civil|situation familiale|gender|sex|geschlecht|plec|sexo|sexe|driving licence|"
        "driver's license|patente|carta de conducao|rijbewijs|data di nascita|data de nascimento|geboortedatum|nazionalita|nacionalidade|nationaliteit|fuhrerschein|prawo jazdy|carnet de conducir|permiso de conducir|permis de conduire|"
        "permis|age|alter|wiek|edad|religion|konfession|dni|pesel|work permit|visa",
    }
)
LABEL_OF: Final = MappingProxyType(
    {phrase.strip(" .:"): kind for kind, phrases in LABELS.items() for phrase in phrases.split("|")}
)

# Labels inside a position or a degree.
ENTRY_LABELS: Final = MappingProxyType(
    {
        phrase: role
        for role, phrases in {
            "organisation": "employer|company|organisation|organization|arbeitgeber|firma|unternehmen|pracodawca|empresa|"
            "empleador|employeur|entreprise|societe|institution|university|school|hochschule|universitat|"
            "uczelnia|szkola|universidad|centro|etablissement|universite|ecole|name and address of employer|"
            "institut|azienda|datore di lavoro|istituto|instituicao|bedrijf|werkgever|instelling|institucion|schule",
            "title": "position|title|job title|role|funktion|tatigkeit|stanowisko|puesto|cargo|poste|fonction|"
            "occupation or position held|occupation|degree|qualification|abschluss|studiengang|kierunek|"
            "titulo|diplome|tytul|title of qualification awarded|als|designation|course|posizione|ruolo|titolo|funcao|curso|functie|"
            "diploma|opleiding|beruf oder funktion|beroep of functie",
            "place": "location|place|ort|standort|miejsce|lokalizacja|lugar|ciudad|lieu|ville|city|luogo|sede|local|plaats",
            "period": "years|jahre|lata|anos|annees|anni|jaren|period|dates|date|from - to|zeitraum|dauer|okres|periodo|fechas|periode|duration|from|dates "
            "(from - to)",
            "aside": "business or sector|type of business or sector|type of business|sector|industry|branche|branza|"
            "sector de actividad|secteur|website|reference|reporting to",
        }.items()
        for phrase in phrases.split("|")
    }
)

# Words of longer labels ("Nome e indirizzo del datore di lavoro", as Europass prints them in each language) that tell the field.
ENTRY_LABEL_WORDS: Final = MappingProxyType(
    {
        "aside": _set(
            "sector secteur settore setor branche sektor main principal principali principales principais principaux wichtigste voornaamste glowne"
        ),
        "organisation": _set(
            "name nom nome nombre naam nazwa employer arbeitgeber arbeitgebers employeur l'employeur empleador empregador datore "
            "werkgever pracodawca pracodawcy"
        ),
        "title": _set(
            "held awarded bezeichnung erworbenen occupe intitule delivre desempenado obtenida occupato occupata ricoperto ricoperta "
            "ricoperti rilasciata conseguita ocupado atribuida behaald zajmowane uzyskanych"
        ),
    }
)

# Language names as their speakers and the five languages write them (CLDR), folded.
LANGUAGE_NAMES: Final = _set(
    "english german french spanish polish italian portuguese russian ukrainian dutch swedish norwegian danish "
    "finnish greek turkish arabic chinese mandarin cantonese japanese korean hindi urdu bengali punjabi "
    "tamil telugu gujarati marathi malayalam kannada persian farsi dari pashto kurdish hebrew romanian hungarian "
    "czech slovak slovenian slovene croatian serbian bosnian bulgarian macedonian albanian lithuanian latvian "
    "estonian irish welsh gaelic scottish icelandic maltese catalan basque galician luxembourgish belarusian "
    "georgian armenian azerbaijani kazakh uzbek vietnamese thai malay indonesian tagalog filipino swahili "
    "amharic "
    "somali yoruba igbo hausa zulu afrikaans latin esperanto bsl asl sinhala nepali khmer lao burmese mongolian "
    "tigrinya twi shona xhosa flemish yiddish "
    "englisch deutsch franzosisch spanisch polnisch italienisch portugiesisch russisch ukrainisch niederlandisch "
    "schwedisch norwegisch danisch finnisch griechisch turkisch arabisch chinesisch mandarin japanisch "
    "koreanisch "
    "hindi urdu persisch kurdisch hebraisch rumanisch ungarisch tschechisch slowakisch slowenisch kroatisch "
    "serbisch bosnisch bulgarisch albanisch litauisch lettisch estnisch irisch katalanisch latein vietnamesisch "
    "thailandisch tamilisch paschtu mazedonisch "
    "angielski niemiecki francuski hiszpanski polski wloski portugalski rosyjski ukrainski niderlandzki "
    "holenderski szwedzki norweski dunski finski grecki turecki arabski chinski japonski koreanski czeski "
    "slowacki wegierski rumunski bulgarski chorwacki serbski litewski lotewski estonski hebrajski lacina "
    "bialoruski wietnamski perski "
    "ingles aleman frances espanol castellano polaco italiano portugues ruso ucraniano neerlandes holandes sueco "
    "noruego danes fines griego turco arabe chino japones coreano rumano hungaro checo eslovaco bulgaro croata "
    "serbio catalan euskera vasco gallego galego valenciano hebreo "
    "anglais allemand francais espagnol polonais italien portugais russe ukrainien neerlandais suedois norvegien "
    "danois finnois grec turc chinois japonais coreen roumain hongrois tcheque slovaque bulgare croate serbe "
    "inglese francese tedesco spagnolo polacco portoghese russo arabo cinese giapponese ingles portugues alemao espanhol italiano polaco arabe mandarim nederlands engels duits frans spaans pools italiaans portugees turks arabisch norsk engelsk tysk fransk spansk svensk dansk svenska engelska tyska catalan hebreu persan vietnamien breton occitan kabyle berbere amazigh wolof lingala creole malgache"
)

_LEVEL_WORDS: Final = (
    "native|mother tongue|first language|bilingual|fluent|proficient|proficiency|advanced|upper intermediate|"
    "intermediate|conversational|working knowledge|elementary|beginner|basic|basics|business|excellent|good|very "
    "good|professional|working|limited|full|near-native|native speaker|native or bilingual proficiency|"
    "muttersprache|muttersprachlich|muttersprachler|muttersprachlerin|muttersprachniveau|zweisprachig|fliessend|"
    "verhandlungssicher|fortgeschritten|fortgeschrittene|sehr gut|sehr gute|gut|gute|gute kenntnisse|"
    "grundkenntnisse|grundlagen|anfanger|konversationssicher|in wort und schrift|c-niveau|"
    "ojczysty|jezyk ojczysty|biegly|biegle|biegla|zaawansowany|sredniozaawansowany|podstawowy|podstawowa|"
    "komunikatywny|komunikatywna|poczatkujacy|bardzo dobry|bardzo dobra|dobry|dobra|plynny|plynnie|srednio "
    "zaawansowany|"
    "nativo|nativa|lengua materna|materno|bilingue|fluido|fluida|avanzado|avanzada|alto|medio|intermedio|basico|"
    "basica|principiante|nivel|nociones|"
    "madrelingua|fluente|scolastico|base|intermedio|ottimo|ottima|buono|buona|avanzato|lingua madre|"
    "lingua materna|basico|intermedio|avancado|bom|boa|excelente|"
    "moedertaal|vloeiend|goed|redelijk|uitstekend|gevorderd|basis|matig|morsmal|flytende|grunnleggende|modersmal|"
    "langue maternelle|maternelle|maternel|courant|couramment|avance|intermediaire|scolaire|debutant|notions|bon "
    "niveau|professionnel|lu, ecrit, parle|natif|operationnel|technique"
)
LEVEL: Final = re.compile(
    r"\b(?:[abc][12][+-]?(?:\s*[/-]\s*[abc][12])?|"
    + "|".join(sorted(map(re.escape, _LEVEL_WORDS.split("|")), key=len, reverse=True))
    + r")\b"
)

# Times that are no job, though they stand among jobs.
LEAVE_WORDS: Final = re.compile(
    r"\b(?:parental|maternity|paternity) leave\b|\bcareer break\b|\bsabbatical\b|\bjob ?search\b|\belternzeit\b|"
    r"\bmutterschutz\b|\barbeits(?:suchend|los)|\burlop (?:macierzynski|wychowawczy|rodzicielski)"
    r"|\bexcedencia\b|\bbaja (?:maternal|paternal)|\bconge (?:parental|maternite|sabbatique)|\bunemployed\b|\bgap "
    r"year\b|\bparental\b"
)

# Marks and grades, which stand beside a degree and are no part of its name.
GRADE: Final = re.compile(
    r"(?:c?gpa|grade|mark|note|noten?durchschnitt|abschlussnote|ocena|nota|voto|votazione|mention|moyenne|media|cijfer)\b.*\d|(?:c?gpa|grade)$"
)
# A row of these names the columns of the CEFR self-assessment grid.
GRID_WORDS: Final = _phrases(
    "listening|reading|spoken interaction|spoken production|writing|understanding|speaking|horen|lesen|schreiben|"
    "sprechen|an gesprachen teilnehmen|zusammenhangendes sprechen|verstehen"
    "|sluchanie|czytanie|interakcja|produkcja|pisanie|rozumienie|mowienie|comprension auditiva|comprension de "
    "lectura|interaccion oral|expresion oral|expresion escrita|comprender|hablar|escribir"
    "|ecouter|lire|prendre part a une conversation|s'exprimer oralement en continu|ecrire|comprendre|parler"
)
# Consent to data processing and other formulas at the end of a CV: text of the document, about nothing in it.
FORMULA: Final = re.compile(
    r"\b(?:rodo|gdpr|rgpd|dsgvo)\b|wyrazam zgode|hereby (?:consent|declare|certify)|consent to the processing|"
    r"autorizo el tratamiento|j'autorise le traitement|"
    r"hiermit (?:versichere|bestatige|erklare)|common european framework|available (?:up)?on request|auf anfrage|"
    r"sur demande"
)
