"""What people say when they do not speak of their work: the tables `manner` reads.

Patterns are searched anywhere in a message; phrases, in the notation of `phrases`, match a whole clause.
"""

from __future__ import annotations

import re

from services.nlu.core.rules.phrases import word_set

INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,40}\b(?:rules?|instructions?|prompts?|guidelines|guardrails?|"
    r"everything (?:above|before))\b|\bsystem prompt\b|\byou are now\b|\b(?:act|behave) as (?:an? |if )|\bpretend (?:to be|you)"
    r"|\bdeveloper mode\b|\bjailbreak|\b(?:reveal|print|show|repeat) (?:me )?(?:your|the) (?:system|prompt|instructions|rules)"
    r"|</?(?:system|assistant|user|instructions?)>|\[/?(?:inst|system)\]|#{2,} ?(?:system|instruction)"
    r"|\b(?:mark|set)\b.{0,30}\b(?:complete|is_?complete|finished|done)\b.{0,20}(?:true|now|immediately)"
    r"|\brespond (?:only )?with\b|\boutput (?:only|exactly|the following)\b",
    re.IGNORECASE | re.DOTALL,
)
HOSTILE = re.compile(
    r"\b(?:fuck\w*|f\*+k?|wtf|stfu|shut up|bullshit|piss off|screw (?:you|this)|idiot\w*|moron\w*|dumb\w*|stupid|useless|"
    r"crap(?:py)?|shit\w*|asshole|bastard|i hate (?:this|you)|waste of (?:my )?time|worst (?:bot|chat|thing)|you suck|"
    r"this sucks|garbage|pathetic|none of your (?:business|damn)|get lost|go to hell|damn (?:bot|thing|questions))\b",
    re.IGNORECASE,
)
OFF_TOPIC = re.compile(
    r"\b(?:weather|joke|football|soccer|recipe for|who won|the game last|capital of|lottery|horoscope|movie|netflix|"
    r"your favou?rite|what do you think (?:of|about)|politic\w*|president|election|poem|sing (?:me )?a song|bitcoin|"
    r"write (?:me )?(?:a|an|some) (?:poem|story|essay|code|python|song)|do you (?:dream|sleep|love|like)|are you married)\b",
    re.IGNORECASE,
)
REPEATED = re.compile(
    r"\b(?:you|u) (?:have )?(?:just |already )+(?:asked|said)\b|\bi (?:have )?(?:just |already )+(?:told|said|answered|mentioned|"
    r"listed|covered)\b|\b(?:asked|told) (?:me|you) (?:that |this )?(?:already|before|twice)\b|\bsame question\b|\bagain\?\s*$",
    re.IGNORECASE,
)

PAUSE = """
    (give me | just | i need | hang on | wait | hold on | let me have) [just] (a | one | 1 | 2 | two) [more]
    (sec | second | seconds | minute | minutes | min | mins | moment) [please | to think] |
    [just] (one | a | 1) (sec | second | moment | minute | min) [please] | hold on | hang on | wait | wait a (minute | sec) |
    let me [just] (think | check | see | look) [about (it | that)] [for a (second | minute | moment)] | brb | be right back |
    back in ..3 | (can we | pause | can you) ..2 pause ..3 | [can we | please] pause [please | here | for ..3] | bear with me |
    can you (stop | wait) for a (second | minute | moment) ..5 | thinking | i am thinking | [i] need a moment | afk
"""
GREETING = (
    "(hi | hello | hey | hiya | howdy | good (morning | afternoon | evening) | yo | greetings) [there | all | again]"
)
LOST = """
    idk | [sorry] i [really | honestly] (do not | dont) [really] know [what (to (say | write | tell you | put) | else)] | no idea [what to (say | write | put)] |
    [it is] (hard | difficult | tough) to (say | explain | describe | put into words) | not sure [what (to (say | put) | you mean)] |
    i am not sure [what (to (say | put | write) | you (mean | want))] | what (should | can | do) i (say | write | put) |
    [you] tell [me | you] | [idk] you tell me | help | [i am] (lost | stuck) | where do i [even] start | not sure
"""
TOPICS: tuple[tuple[str, str], ...] = (
    (
        "length",
        (
            r"how (?:many|much) (?:more|longer|else)|how long|(?:nearly|almost) (?:done|there|finished)|are we (?:done|finished)|"
            r"(?:is|was) (?:that|this|it) (?:it|all|enough|everything)|how far|when (?:does|will) (?:this|it) end|is there (?:much )?more"
        ),
    ),
    (
        "privacy",
        (
            r"who (?:sees|reads|gets|can see|will see)|is (?:this|it) (?:confidential|private|anonymous|saved|stored|recorded|safe)|"
            r"my (?:boss|employer|data|privacy)|what happens (?:to|with)|do you (?:store|save|keep|share)|gdpr|delete"
        ),
    ),
    (
        "purpose",
        (
            r"why (?:do|are|would|should|is|does)|what (?:is|'s) (?:this|it|the point|the purpose|that) (?:for|about|of)|what for|"
            r"what(?:'s| is) the (?:point|purpose|goal)|what (?:is|'s) this\b|what do you do with|what comes (?:next|after)|what happens (?:next|after)"
        ),
    ),
    (
        "identity",
        r"are you (?:a |an )?(?:bot|human|robot|real|person|ai|machine|chatgpt)|who are you|what are you|is this a (?:bot|human|person)",
    ),
    (
        "meaning",
        (
            r"what do you mean|what does that mean|(?:do not|don't|dont|didn't) (?:understand|get (?:it|that|the question))|"
            r"can you (?:explain|rephrase|repeat|clarify)|what kind of (?:thing|answer|tasks)|such as\?|like what|for example\?|"
            r"what (?:do|else do) you (?:want|need)|(?:give|show) me an example|^\s*(?:what|huh|sorry|pardon|come again)\s*\?+\s*$"
        ),
    ),
    (
        "recorded",
        (
            r"did (?:i|you) (?:already )?(?:say|mention|tell|get|note|save|write|count)|have (?:i|you) (?:already )?(?:said|mentioned|"
            r"told|got|noted)|(?:what|how much|how many) (?:have|do) you (?:got|have|know)"
        ),
    ),
)
ABOUT_TALK = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in TOPICS)

# Function words that tell languages apart in a short text; English ones first. Words that English shares are left out.
ENGLISH = word_set(
    """
    the and i my to of a in for with is it we you that on at do are our from this have but so not or be as what when
    """
)
FOREIGN = (
    word_set(
        """
    ich und der die das nicht mit für ein eine auch wir mache meine bei auf ist den dem oder aber habe zum zur je et
    le la les des une mon mes pour avec dans nous est pas que sur du au aux fais suis yo el los las una con para por
    mis mi del trabajo hago soy también como pero nosotros ja się nie jest na do z w oraz dla moja moje mam jestem
    robię pracuję eu o os um uma com não meu minha faço são io il gli sono di che per una mio mia faccio con ik het
    een van en met mijn voor niet wij doe jag och att det som en med på inte för
    """
    )
    - ENGLISH
)
LEAST_FOREIGN = 3  # fewer function words than this may be a name or a title
NOISE = re.compile(r"(?:[bcdfghjklmnpqrstvwxz]{6,}|(.)\1{4,})", re.IGNORECASE)
