"""Deeds: which verb may open a reworded line, given what the person is known to have done with the same object.

Rules:
    1. Who helped, attended or took part did not do it alone: a line of such a source keeps a word for helping.
    2. A verb of one class of work does not stand for a verb of another ("Scanned letters" is not "Wrote letters").
       Verbs that name no work of their own (carry out, provide, deal with), and verbs of no class, are free.
    3. Who keeps a thing (updates, checks, follows it) did not bring it into being (write, build, draw it).

Classes follow the verb classes of Levin (English Verb Classes and Alternations, 1993), coarsened to what a CV tells
apart; a verb may be in several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.cvfsm.core.grounding.words import CLAIMS
from services.shared.language.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLASSES: Final = """
| care look nurse support help assist attend serve tend feed eat wash bathe dress toilet nurture comfort supervise
  treat visit see meet play watch hygiene
| make build construct assemble produce create craft prepare cook bake fabricate manufacture form weld join sew print
  mix cut shape generate develop finish turn machine fit cast brew fry grill style decorate arrange design
| install fit mount lay set connect erect hang rig put wire plumb commission configure replace build assemble lay weld
  join run change
| repair fix mend maintain service restore overhaul refurbish replace adjust troubleshoot solve resolve debug clear
  patch weld keep tune change clean test find diagnose
| check inspect test examine review verify audit monitor watch observe measure assess survey look count validate track
  weigh sample control compare reconcile read see evaluate proofread edit keep patrol supervise find trace mark
| record log note document register enter file track capture scan input type store archive catalogue update write keep
  post count index sort maintain save prepare complete book copy report label mark monitor
| write draft compose prepare author produce compile publish translate post create design blog script report document
  update develop make proofread summarise program code plan cost design draw
| tell inform answer respond reply explain advise present talk speak discuss communicate greet welcome guide show
  brief notify call phone email send liaise meet report contact correspond interpret translate brief teach train host
  resolve solve consult take receive lead direct help support assist serve lecture coach mentor interview address see
| drive deliver transport carry move load unload ship collect pick pack stack send bring distribute transfer lift
  travel ride operate fetch pull push fill stock store guide hand dispatch post forward deliver issue fly sail
| clean wash tidy sanitise disinfect mop sweep vacuum scrub polish clear launder empty dust keep
| sell serve retail promote upsell market advertise take cash offer book contract meet reach
| order buy purchase procure source obtain acquire stock get choose select restock replenish reorder contract
| invoice bill pay charge cost price quote bank process calculate settle reconcile estimate collect claim handle issue
  send chase prepare take count balance run
| book schedule arrange organise plan coordinate allocate reserve set prepare sort run hold host lead manage assign
  put make rota handle take stage
| attend join participate contribute represent go member sit take
| research study analyse investigate interview collect gather explore survey examine assess evaluate model find look
  identify search compile read test
| design formulate devise draw sketch illustrate model create plan draft style develop layout prototype write map make
| code program develop build implement write script engineer deploy automate test configure design create
| patrol guard secure protect watch monitor escort lock search check walk stop close open
| grow plant sow cultivate harvest water prune pick feed milk breed mow cut trim tend rear raise care look dig
| give administer inject vaccinate dispense medicate treat dress provide apply take
| label stack shelve fill restock replenish store stock arrange display pack load put lay merchandise
| dig excavate lay build demolish pour level concrete plaster tile paint insulate roof erect cut clear remove
| sand smooth plane polish varnish grind file
| perform play sing act dance record stage rehearse show give put tour light present
"""
_LIGHT: Final = (
    "act serve carry perform complete do handle deal provide deliver undertake use conduct execute take hold keep work"
)
_WEAK: Final = "help assist support aid participate contribute join attend member part involve shadow accompany assistance collaborate cooperate alongside together with work"

_WEAK_OPENING: Final = re.compile(
    r"^(?:i|we|also|have|has|had|was|were|am|is|been|being|to|just|mainly|mostly|often|sometimes|then|and|\W)*"
    r"(?:help|assist|support|aid|participat|contribut|took part|takes? part|taking part|(?:a )?member of|involved in|"
    r"part of|work(?:ed|s|ing)? (?:together )?(?:with|alongside|from)|collaborat|cooperat|sat in|sits? in|shadow|join|gave a hand|lent a hand|"
    r"attend(?:ed|s|ing)? (?:\w+ ){0,3}(?:meeting|conference|committee|training|course|workshop|session|seminar|fair|"
    r"event|panel|group|talk|class|board|hearing|council|congress))",
    re.IGNORECASE,
)


_STAND_IN: Final = re.compile(
    r"\b(?:stepp?(?:ed|ing|s)? (?:in|up)|st(?:ood|ands?|anding) in|fill(?:ed|ing|s)? in|cover(?:ed|ing|s)?|act(?:ed|ing|s)?|"
    r"deputi[sz]\w+|temporar\w+|interim|relief|absence|days? off|away|while|when)\b",
    re.IGNORECASE,
)


def _classes() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, row in enumerate(_CLASSES.split("|")[1:]):
        for word in row.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_CLASS_OF: Final = _classes()
LIGHT: Final = frozenset(stem(word) for word in _LIGHT.split())
"""Stems of verbs that name no work of their own."""
_CREATE: Final = "write author create build make produce develop compose draft draw construct invent"
_CREATING: Final = frozenset(stem(word) for word in _CREATE.split())
_KEEP: Final = (
    "update maintain edit revise follow proofread service clean check read use keep repair adjust copy file print "
    "distribute type enter view test amend"
)
_KEEPING: Final = frozenset(stem(word) for word in _KEEP.split())
_WEAK_STEMS: Final = frozenset(stem(word) for word in _WEAK.split())
_CARE: Final = 0


def is_contribution(text: str) -> bool:
    """Whether a source tells of helping, attending or taking part."""
    return bool(_WEAK_OPENING.match(text))


def is_stand_in(text: str) -> bool:
    """Whether a text tells of doing another's job for a time."""
    return bool(_STAND_IN.search(text))


def names_contribution(stems: Iterable[str]) -> bool:
    """Whether a line keeps a word for helping or taking part."""
    return not _WEAK_STEMS.isdisjoint(stems)


def names_work(verb: str) -> bool:
    """Whether a verb (a stem) is in a class of work."""
    return verb in _CLASS_OF


def is_other_work(verb: str, known: Iterable[str]) -> bool:
    """Whether a verb (a stem) names work of a class that no word of a source belongs to."""
    known = frozenset(known)
    if verb in _CREATING and known & _KEEPING and not known & _CREATING:
        return True  # who updates a handbook did not write it
    mine = _CLASS_OF.get(verb, frozenset())
    theirs = frozenset().union(*(_CLASS_OF.get(word, frozenset()) for word in known))
    return bool(mine) and bool(theirs) and verb not in LIGHT and mine.isdisjoint(theirs)


def is_alone(verb: str) -> bool:
    """Whether a verb (a stem) says more than a contribution: any but those of caring and of being there."""
    return verb in CLAIMS or (verb not in _WEAK_STEMS and verb != "work" and _CARE not in _CLASS_OF.get(verb, ()))
