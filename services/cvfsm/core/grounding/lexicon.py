"""Closed word lists the grounding gate reads lines with: numbers, levels, wishes, other people, titles."""

from __future__ import annotations

from typing import Final

# A figure that is "more than" its source is another figure.
MORE_THAN: Final = (
    "more than",
    "over",
    "above",
    "exceeding",
    "at least",
    "beyond",
    "in excess of",
    "upwards of",
    "über",
    "mehr als",
    "mindestens",
    "ponad",
    "więcej niż",
    "más de",
    "plus de",
    "au moins",
)

NUMBER_WORDS: Final = {
    word: value
    for value, words in {
        0: "zero null",
        1: "eins ein eine jeden uno una un une",
        2: "two twice couple pair both double zwei zweimal dwa dwie dwóch dos deux",
        3: "three thrice triple drei trzy trzech tres trois",
        4: "four vier cztery czterech cuatro quatre",
        5: "five fünf pięć pięciu cinco cinq",
        6: "six sechs sześć sześciu seis",
        7: "seven sieben siedem siedmiu siete sept",
        8: "eight acht osiem ośmiu ocho huit",
        9: "nine neun dziewięć dziewięciu nueve neuf",
        10: "ten zehn dziesięć dziesięciu diez dix",
        11: "eleven elf jedenaście once onze",
        12: "twelve dozen zwölf dwanaście doce douze",
        13: "thirteen dreizehn trzynaście trece treize",
        14: "fourteen vierzehn czternaście catorce quatorze",
        15: "fifteen fünfzehn piętnaście quince quinze",
        16: "sixteen sechzehn szesnaście dieciséis seize",
        17: "seventeen siebzehn siedemnaście diecisiete",
        18: "eighteen achtzehn osiemnaście dieciocho",
        19: "nineteen neunzehn dziewiętnaście diecinueve",
        20: "twenty zwanzig dwadzieścia veinte vingt",
        30: "thirty dreißig trzydzieści treinta trente",
        40: "forty vierzig czterdzieści cuarenta quarante",
        50: "fifty fünfzig pięćdziesiąt cincuenta cinquante",
        60: "sixty sechzig sześćdziesiąt sesenta soixante",
        70: "seventy siebzig siedemdziesiąt setenta septante",
        80: "eighty achtzig osiemdziesiąt ochenta",
        90: "ninety neunzig dziewięćdziesiąt noventa",
    }.items()
    for word in words.split()
    if word
    not in {"once", "sept", "ein", "eine", "un", "une", "una", "uno", "jeden", "both"}  # other words, or articles
}
NUMBER_SCALES: Final = {
    "hundred": 100,
    "hundert": 100,
    "sto": 100,
    "cien": 100,
    "cent": 100,
    "thousand": 1_000,
    "tausend": 1_000,
    "tysiąc": 1_000,
    "mil": 1_000,
    "mille": 1_000,
    "million": 1_000_000,
}

_PRESENT = "present now current currently today ongoing date heute jetzt obecnie teraz actualidad actual aujourd'hui"
PRESENT_WORDS: Final = frozenset(_PRESENT.split())
SINCE_WORDS: Final = frozenset({"since", "seit", "od", "desde", "depuis"})
"""A period that begins with one of these and names no end goes on."""

# Language levels: the classes of the Common European Framework and the words a person says for them. A word covers
# the classes it may stand for when the level is known; a class is never read out of a word.
LEVEL_WORDS: Final = {
    "native": {"native"},
    "mother": {"native"},
    "tongue": {"native"},
    "first": {"native"},
    "bilingual": {"native"},
    "muttersprache": {"native"},
    "ojczysty": {"native"},
    "nativo": {"native"},
    "maternelle": {"native"},
    "proficient": {"c2"},
    "mastery": {"c2"},
    "fluent": {"c1", "c2", "native"},
    "advanced": {"c1"},
    "upper": {"b2"},
    "upper-intermediate": {"b2"},
    "intermediate": {"b1", "b2"},
    "conversational": {"b1"},
    "threshold": {"b1"},
    "elementary": {"a1", "a2"},
    "pre-intermediate": {"a2"},
    "basic": {"a1", "a2"},
    "fließend": {"c1", "c2", "native"},
    "verhandlungssicher": {"c1", "c2"},
    "fortgeschritten": {"b2", "c1"},
    "grundkenntnisse": {"a1", "a2"},
    "płynny": {"c1", "c2", "native"},
    "biegły": {"c1", "c2"},
    "zaawansowany": {"c1"},
    "średniozaawansowany": {"b1", "b2"},
    "podstawowy": {"a1", "a2"},
    "fluido": {"c1", "c2", "native"},
    "avanzado": {"c1"},
    "intermedio": {"b1", "b2"},
    "básico": {"a1", "a2"},
    "courant": {"c1", "c2", "native"},
    "avancé": {"c1"},
    "intermédiaire": {"b1", "b2"},
    "notions": {"a1", "a2"},
    "beginner": {"a1"},
}
LEVEL_CLASSES: Final = frozenset({"a1", "a2", "b1", "b2", "c1", "c2", "native"})

# What a person has not done: wishes, plans, conditions, attempts, and what is denied.
WISHES: Final = (
    r"\b(?:might|may|maybe|perhaps|would|could|wish|hope|hoping|hopefully|want|wants|wanted|wanna|like to|love to|"
    r"plan to|plans to|planning to|planned to|aim|aiming|intend|intending|going to|gonna|dream|keen|eager|interested in|thinking (?:of|about)|"
    r"consider(?:ing)?|if|should|ought|someday|one day|soon|next (?:year|month|spring|summer|autumn|winter|week)|"
    r"tomorrow|future|later this|booked|signed up|enrolled|enrolling|applied for|applying|waiting|due to|about to|"
    r"start(?:ing)? in|studying for|working towards|preparing for|learning|trying to|tried to|will|'ll|shall|"
    r"(?:have|need|needs|got) to (?:book|do|take|get|renew|pass|sit|finish|redo|resit|complete|apply)|"
    r"almost|nearly|missed|not|never|no|without|cannot|none|nobody|failed|declined|rejected|missed out|didnt|dont|"
    r"expired|lapsed|dropped out|before my time|cancel\w*|postponed|turned (?:\w+ )?down|fell through|withdr[ae]w\w*|(?:needed|required|wanted) (?:for|by)|insists?|"
    r"offered(?!.*\b(?:accept|took|taken|start|said yes))|sounds? (?:\w+ )?(?:interesting|good|great|fun)|coming up|upcoming|scheduled|th(?:ought|ink) (?:about|of)|invited to|encouraged to|(?:to )?apply for|on (?:my|the) (?:\w+ )?list|asked (?:about|for)|look(?:ed|ing)? (?:at|into|for)|read about|heard (?:of|about)|next step)\b"
    r"|n't\b"
    r"|\b(?:möchte|würde|hoffe|wünsche|vielleicht|könnte|nicht|kein\w*|nie|niemals|angemeldet|ich plane)\b"
    r"|\b(?:chciał\w*|chcę|może|planuję|zamierzam|nigdy|zapisan\w+|mam nadzieję)\b"
    r"|\b(?:quisiera|quiero|gustaría|espero|quizás?|tal vez|nunca|inscrit[oa])\b"
    r"|\b(?:voudrais|aimerais|espère|peut-être|pas|jamais|inscrite?)\b"
)
# What is begun, or over: no degree, certificate or award yet, or any more.
UNFINISHED: Final = (
    r"\b(?:half ?way|part(?:ly)? (?:of the )?way|middle of|still (?:doing|studying|working|in|on|at)|working on|"
    r"(?:in|on|doing|into) (?:my|the) (?:first|second|third|final|last) (?:year|term|semester|module)|in progress|"
    r"(?:am|i'm|currently|now|was|been) (?:doing|studying|taking|reading)|on (?:a|an|the|my) (?:\w+ ){0,2}course|"
    r"started|starting|began|begun|begin|ran out|run out|used to (?:have|hold)|gave up|stopped|left before|"
    r"finish(?:ing|es)? (?:in|this|next)|exams? (?:is|are|in|next)|results?|pending|waiting|deferred|paused|no longer|let (?:\w+ ){1,4}(?:go|lapse|expire))\b"
)
# What was seen, tried or met and is no skill yet.
NOT_MASTERED: Final = (
    r"\b(?:demo|taster|watch(?:ed|ing)?|saw|seen|sat|sit|sits|shadow\w*|tried|had a go|have a go|once|heard|"
    r"new to|rusty|show(?:ed|s|n) (?:us|me)|told (?:us|me)|mentioned|forgot|forgotten|struggle\w*|curious|fascinated|met)\b"
)
# What came near an award and is none.
NOMINATED: Final = r"\b(?:nominat\w+|nominee|short-?listed|long-?listed|runner-up|finalist|second place|put forward)\b"
# What a statement says of an award that was given; to enter, to compete and to want are not.
AWARDED: Final = (
    r"\b(?:won|win|winning|got|get|receiv\w+|awarded|given|gave|named|earn\w*|picked|chosen|voted|elected|made|came|took|"
    r"have|has|had|hold|was|were|am|is|are|became|crowned|presented|handed|collected|gained|achieved|'ve|(?:first|second|third|gold|silver|bronze) (?:prize|medal|place))\b"
)
NOT_ONLY: Final = r"\bnot (?:only|just)\b"
IRREGULAR_PLURALS: Final = {"children": "child", "people": "person", "men": "man", "women": "woman", "staff": "staff"}

OTHERS: Final = (
    r"\b(?:my|our|the|a|his|her) (?:\w+ ){0,2}(?:boss|manager|colleague|colleagues|supervisor|friend|sister|brother|mother|father|"
    r"mum|dad|wife|husband|partner|cousin|neighbour|director|owner|chef|head|lead|leader|mentor|team lead|company|daughter|son)\b"
    r"|^\W*(?:my|our|the|his|her) (?:\w+ ){0,2}\w+(?:er|or|ant|ist|ian|man|woman)s? (?:has|have|had|is|was|does|did|do|\w{2,}s)\b"
    r"|^\W*(?:the |those |these |other |most |all |some )?(?:\w+ ){0,2}\w+s (?:do|use|have|run|make|write|handle)\b"
    r"|\b(?:done|handled|made|run|written|managed|prepared|taken care of|looked after|cut|kept) by (?!me\b|us\b|hand\b)"
    r"|\bof (?:mine|ours)\b|\bmy (?:\w+ )?mates?\b"
    r"|\b(?:the|my|his|her|their) (?:\w+ )?(?:office|school|firm|hospital|department|agency|shop|site|clients?|customers?|place|council|university)\b"
    r"|\b(?:the|those|these|other|some|most) (?:\w+ )?(?:guys|folks|lads|girls|people|others|lot)\b"
)
DOES: Final = (
    r"(?<=\w )(?:use[sd]?|has|have|had|sends?|sent|runs?|ran|does|did|makes?|made|buys?|bought|holds?|held|wins?|won|handles?d?|"
    r"gets?|got|keeps?|kept|writes?|wrote|needs?|requires?|owns?|provides?d?|prefers?|mentions?(?:ed)?|asks?|wants?|lists?|takes?|took|teach(?:es)?|taught)\b"
)
"""Verbs of using, owning and doing: what stands before one is who did it."""
OWN_PART: Final = r"(?:,|;|\band|\bbut|\bso|\bwhile|\bwhere|\bwhen)\s+(?:then |also |now )?(?:i|we)\b"
"""Where a sentence about another person turns to what the speaker did."""
SELF: Final = r"\b(?:i|i'm|i've|i'd|we|we've|we're|my own)\b"

# How people state their title: without one of these a word of a statement is no title.
TITLE_CLAIMS: Final = (
    r"\b(?:promoted|became|become|appointed|made me|my title|job title|title (?:is|was|changed)|hired as|employed as|"
    r"(?:work|worked|working|acting|acted|serve|served|start|started|taken on|took over) (?:\w+ ){0,2}as|"
    r"i am (?:now )?(?:a|an|the)?|i'm (?:now )?(?:a|an|the)?|i was (?:a|an|the)?|took over|contract|role|position|upgraded|stepped up)\b"
    r"|\b(?:befördert|ernannt|wurde (?:ich )?zu[mr]|ich bin|als|awansowa\w+|zosta\w+|jestem|jako|ascendid[oa]|soy|como|"
    r"promue?|je suis|en tant que|comme)\b"
)
# How people say that they worked or studied somewhere, or what the place is called: a client or a visit is neither.
BELONGED: Final = (
    r"\b(?:i|i'm|we|we're|been|was|were|still|also|then) (?:\w+ )?(?:work|worked|working|stud\w+|graduated|trained|joined|moved|"
    r"transferred|employed|hired|enrolled|finished|did|attended|went|started|learnt|learned)\b"
    r"|\b(?:agency|student|seconded|temp|temping|renamed|called|names?|known as|trad(?:es|ing|ed) as|bought|taken over|took over|merged|became|become|belongs?|part of|"
    r"employer|contract|payroll|ltd|limited|plc|gmbh|inc|paid by|is now|it's now|stands for|short for|validated|awarded|degree|diploma|campus|group|"
    r"subsidiary|owned|acquired|rebranded|my (?:\w+ )?(?:school|college|university|company|firm|boss|employer))\b"
    r"|\b(?:arbeite\w*|heißt|studier\w+|pracuj\w+|pracowa\w+|studi\w+|trabaj\w+|estudi\w+|travaill\w+|étudi\w+)\b"
)
