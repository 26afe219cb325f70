"""Word tables of the grounding gate: what may stand for what when an honest line is reworded.

A group lists words that name the same thing in a CV, so that any of them is explained by any other. Groups are not
joined through a shared word: "prepare" may stand for "write" and for "make", yet "write" never for "make". A word that
raises a claim (lead, design, negotiate) stands only with words of its own weight. The module is long because it is one
table: a group per line.
"""

from __future__ import annotations

from typing import Final

from services.shared.language.words import stem

_GROUPS: Final = """
make produce production prepare create build craft bake cook assemble manufacture construct form generate
create design develop build
build develop implement code program write engineer create construct
write draft compose prepare compile author pen script
record log document note register enter track capture chart
book schedule arrange reserve organise plan booking reservation
arrange organise coordinate schedule set setup plan run
coordinate organise arrange liaise
serve wait attend cater
care look after support tend nurse help assist personal
answer respond reply field handle deal resolve address
resolve solve fix settle clear deal answer
handle operate process deal work
handle operate run work
handle process enter manage input post
hold carry maintain manage handle keep
use operate utilise employ apply work via through
monitor watch observe check track survey record surveillance
patrol guard secure watch round
clean wash tidy sanitise cleanliness
give deliver present hold provide offer conduct administer lead
deliver teach provide run give lesson
participate contribute join attend part take involve help
take receive accept collect handle
install fit mount connect set setup lay
configure set setup adjust program install prepare
repair fix mend maintain service restore
deliver distribute transport ship send carry dispatch shipping delivery
greet welcome receive host
update maintain revise refresh keep edit amend
draw sketch illustrate
teach instruct tutor educate train coach lesson class
train instruct coach show induct onboard teach
mentor coach guide support
help assist support aid
check inspect examine verify review test audit
review check assess evaluate inspect read
test check examine trial
analyse evaluate assess study
reconcile match compare balance
cost price estimate calculate
order purchase buy procure source place
win receive get got award earn gain obtain
meet achieve reach hit attain fulfil
complete finish perform execute close carry do
do perform carry complete conduct undertake execute
attend join participate present
join connect splice
translate interpret render
drive operate driver operator
pack package wrap
collect gather pick
pick select choose
count check stocktake inventory tally stocktaking
load fill
file archive store
type key enter input
call phone telephone ring
email mail correspondence
guide lead conduct escort show
open start launch
sell retail sale
rig set setup hang
look watch mind
chase follow pursue
late overdue outstanding
raise report submit
report raise flag
talk speak communicate discuss liaise chat converse
discuss talk review speak
deputise cover stand
chair head preside chairperson chairman chairwoman
lead manage head supervise oversee direct run leader manager supervisor charge led
supervise manage lead oversee charge
show exhibition display
show production play performance
talk speech presentation lecture
customer client guest visitor patron shopper user
guest visitor tourist attendee traveller diner
cover diner guest meal
eat meal feed food
wash bath hygiene personal
child kid youngster pupil baby
pupil student learner child schoolchildren
trainee apprentice starter newcomer joiner
enquiry inquiry query question request
staff employee colleague worker personnel team crew member starter joiner
team group crew colleague
group party guest participant attendee
class lesson classroom school
shop store outlet branch site
job task assignment order visit
meeting conference session
report write-up paper
ticket request enquiry query issue
article document guide documentation page
till cash register checkout
animal creature livestock
fish animal
flight plane air
year annual annually yearly
month monthly
week weekly
day daily
hour hourly
shift
term termly
night nightly evening
quarter quarterly
age aged old year
line connection
document record paperwork file folder
fundraising raise fund bid
diary journal log report
target goal quota
website site web
letter correspondence
bill invoice
vehicle car van truck lorry
machine equipment machinery device
product goods item merchandise
stock inventory
bug fault error mistake problem issue defect
recipe dish
residential house housing home
scheme development project
map plan chart
artwork art piece
picture photo photograph image
doctor gp physician
resident citizen local public
parent family guardian relative
family relative
public audience visitor
mail mailing post
guard officer
camera cctv screen
laptop computer pc
medication medicine drug
patient client
supplier vendor
payment debt
rota roster schedule
budget fund
native mother tongue first
speak speaker speaking spoken fluent language
degree graduate bachelor
certificate certified certification diploma
freelance self-employed independent
assist assistant support
below under less
lend loan issue borrow return
return take back
explain clarify describe outline tell inform
inform tell notify advise update
toddler child infant
young small little child toddler
story book reading
wire wiring install electrical
rig install fit
house home property
flat apartment
employee personnel staff
pay salary wage payroll
arrange schedule book organise
interview meeting
share report present distribute
publish post share
social media instagram facebook linkedin
brief instruct inform
move lift carry transport
lift carry handle
cut trim shape
style dress
sew stitch tailor
paint decorate
plant grow cultivate
mow cut
harvest pick collect
dig excavate
pour serve
mix blend combine
cook prepare heat
bake make
slice cut chop
weigh measure
measure check record
label mark tag
scan read register
deliver bring
unload empty
stack shelve shelf fill restock replenish
restock refill replenish fill
dispatch send ship
invoice bill
pay settle
bank deposit
reconcile check agree
translate interpret
proofread edit correct check
copy duplicate
photograph shoot
film record shoot
interview question
research investigate study
investigate look examine
report write document
summarise outline
present show
refer direct pass
escort accompany take
accompany escort join
feed nourish
bathe wash
dress clothe
lift move transfer
transfer move hand
medicate administer give
administer give manage run
vaccinate inject
treat care
diagnose identify find
identify spot find detect recognise
find locate search
detect find spot
maintain service look repair
service maintain repair
inspect check examine
calibrate adjust set
assemble build join
weld join
solder join
cut saw
drill bore
sand smooth
polish shine
program code
deploy release roll
release publish ship
migrate move transfer
back backup
monitor observe
troubleshoot debug fix resolve
debug fix troubleshoot
document describe record
train teach
onboard induct welcome
induct onboard welcome
employee staff member
volunteer helper
"""

# Multi-word names and their abbreviations; both sides are read in the long form.
EXPANSIONS: Final = {
    "bsc": "bachelor science",
    "ba": "bachelor arts",
    "beng": "bachelor engineering",
    "bed": "bachelor education",
    "llb": "bachelor laws",
    "msc": "master science",
    "ma": "master arts",
    "meng": "master engineering",
    "med": "master education",
    "llm": "master laws",
    "mba": "master business administration",
    "phd": "doctor philosophy",
    "ms": "microsoft",
    "uni": "university",
    "dept": "department",
    "lvl": "level",
    "hr": "human resources",
    "it": "it",
    "gp": "gp",
}

# Words that say nothing that could be checked: frame words of a CV line and manners of speech.
_NEUTRAL: Final = """
role position post job work working worker background experience experienced experiences career professional
skill skills skilled knowledge familiar familiarity ability able strong good solid proven practical hands-on
include including involve use using used via through within across alongside together along plus well
based currently current presently previously previous former formerly past recent recently late
hold holding have having with who also as per each every various several different range
responsible responsibility responsibilities duty duties task tasks activity activities
day-to-day basis regular regularly routine routinely ongoing overall general
reliable dedicated motivated committed careful careful carefully friendly organised enthusiastic hard-working
detail-oriented accurate accurately effective effectively efficient efficiently successful successfully safe safely
high-quality quality timely promptly politely thorough thoroughly consistent consistently
provide perform carry undertake ensure handle deal ensuring providing
person people person someone individual individuals part take taking took
level levels language languages speaker time times
area field front back company organisation firm business internal workplace qualified qualify send sending given set
certification certifications certificate certificates certified qualification qualifications
incoming outgoing new existing client clients customer customers user users colleague colleagues
scale specialise specialising focus focused focusing
own
"""

# Words that make more of the work than was said: a line that has one needs one of the same weight in its source,
# and about the same object (seed 002: zero inventions; SPEC section 6: scope of the work). Any other verb may open a
# reworded line, as long as what it is about is in the source.
_CLAIMS: Final = """
lead led leader leadership head manage managed manager management supervise supervisor supervision oversee oversaw
direct director chair run charge coordinate coordinator coordination deputy senior principal chief mentor coach teach
train instruct tutor lecture counsel advise consult recruit hire appoint dismiss interview appraise delegate
found establish launch initiate introduce pioneer spearhead drive architect engineer invent devise design develop
plan strategise forecast budget negotiate approve authorise decide sign own represent win award
certify audit diagnose prescribe treat assess evaluate analyse research transform optimise streamline modernise
automate overhaul redesign restructure implement roll increase reduce improve grow boost cut save double triple
exceed surpass outperform raise secure generate expand accelerate maximise minimise eliminate halve achieve deliver
curate commission orchestrate install
"""

# Nouns and adjectives that are a standing in themselves: they must be in the source as they are, not by their root
# ("accounts" makes no accountant).
_STANDING = """
manager leader director supervisor accountant engineer architect specialist consultant analyst expert lecturer officer
administrator coordinator controller auditor therapist designer developer technician planner curator buyer trainer
inspector president partner owner founder executive principal senior chief deputy chartered licensed
registered certified accredited graduate master doctor professor nominee nominated winner award-winning published
independent independently sole
"""
STANDING: Final = frozenset(_STANDING.split())

_STOP = """
a an and or the of in on at to for from by with as is are was were be been being am it its this that these those my
our their his her your i we they he she you me us them all both any some such up down out off over under about into
onto than then so too very not no nor but if while during after before since until till between among per via which
who whom whose what when where how there here also each every do does did doing done has have had having will would
can could should may might must own other others etc e.g i.e one ones more most
"""
STOP: Final = frozenset(_STOP.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


NEUTRAL: Final = _stems(_NEUTRAL)
CLAIMS: Final = _stems(_CLAIMS)


def _partners() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = {stem(word) for word in line.split()}
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(mates) for word, mates in found.items()}


PARTNERS: Final = _partners()
"""Stem -> the stems that may explain it."""
