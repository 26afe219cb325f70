"""What may stand for what when an honest line is reworded: groups of words that name the same thing in a CV.

Any word of a group is explained by any other. Groups are not joined through a shared word: "prepare" may stand for
"write" and for "make", yet "write" never for "make". A word that raises a claim (lead, design, negotiate) stands only
with words of its own weight. Groups are parted by bars; they were gathered trade by trade.
"""

from __future__ import annotations

from typing import Final

from services.shared.language.words import stem

_GROUPS: Final = """
make produce production prepare create build craft bake cook assemble manufacture construct form generate
create develop build | create design draw | build develop implement code program write engineer create construct
write draft compose prepare compile author pen script | record log document note register enter track capture chart
book schedule arrange reserve organise plan booking reservation
arrange organise coordinate schedule set setup plan | coordinate organise arrange liaise
serve wait attend cater | care look after support tend nurse help assist personal
answer respond reply field handle deal resolve address | resolve solve fix settle clear deal answer
handle operate process deal work | handle operate run | handle process enter manage input post
hold carry maintain manage handle keep | use operate utilise employ apply work via through
monitor watch observe check track survey record surveillance | patrol guard secure watch round
clean wash tidy sanitise cleanliness | give deliver present hold provide offer conduct administer lead
deliver teach provide run give lesson | participate contribute join attend part take involve help
take receive accept collect handle | install fit mount connect set setup lay
configure set setup adjust program install prepare | repair fix mend maintain service restore
deliver distribute transport ship send carry dispatch shipping delivery | greet welcome receive host
update maintain revise refresh keep edit amend | draw sketch illustrate
teach instruct tutor educate train coach lesson class | train instruct coach show induct onboard teach
mentor coach guide support | help assist support aid | check inspect examine verify review test audit
review check assess evaluate inspect read | test check examine trial | analyse evaluate assess study
reconcile match compare balance | cost price estimate calculate | order purchase buy procure source place
win receive get got award earn gain obtain | meet achieve reach hit attain fulfil
complete finish perform execute close carry do | do perform carry complete conduct undertake execute
attend join participate present | join connect splice | translate render | read interpret | drive operate driver operator
pack package wrap | collect gather pick | pick select choose | count check stocktake inventory tally stocktaking
load fill | file archive store | type key enter input | call phone telephone ring | email mail correspondence
guide lead conduct escort show | open start launch | sell retail sale | rig set setup hang | look watch mind
chase follow pursue | late overdue outstanding | raise report submit | report raise flag
talk speak communicate discuss liaise chat converse | discuss talk review speak | deputise cover stand
chair head preside chairperson chairman chairwoman
lead manage head supervise oversee direct run leader manager supervisor charge led
supervise manage lead oversee charge | show exhibition display | show production play performance
talk speech presentation lecture | customer client guest visitor patron shopper user
guest visitor tourist attendee traveller diner | cover diner guest meal | eat meal feed food
wash bath hygiene personal | child kid youngster pupil baby | pupil student learner child schoolchildren
trainee apprentice starter newcomer joiner | enquiry inquiry query question request
staff employee colleague worker personnel team crew member starter joiner | team group crew colleague | colleague peer coworker | fridge refrigerator freezer | autism autistic | child pupil student boy girl
group party guest participant attendee | class lesson classroom school | shop store outlet branch site
job task assignment order visit | meeting conference session | report write-up paper
ticket request enquiry query issue | article document guide documentation page | till cash register checkout
animal creature livestock | fish animal | flight plane air | year annual annually yearly | month monthly
week weekly | day daily | hour hourly | term termly | night nightly evening | quarter quarterly | age aged old year
line connection | document record paper paperwork file folder | fundraising raise fund bid | diary journal log report
target goal quota | website site web | letter correspondence | bill invoice | vehicle car van truck lorry
machine equipment machinery device | product goods item merchandise | stock inventory
bug fault error mistake problem issue defect | recipe dish | residential house housing home
scheme development project | map plan chart | artwork art piece | picture photo photograph image
doctor gp physician | resident citizen local public | parent family guardian relative | family relative
public audience visitor | mail mailing post | guard officer | camera cctv screen | laptop computer pc
medication medicine drug | patient client | supplier vendor | payment debt | rota roster schedule | budget fund
native mother tongue first | speak speaker speaking spoken fluent language | degree graduate bachelor
certificate certified certification diploma | freelance self-employed independent | assist assistant support
below under less | lend loan issue borrow return | return take back | explain clarify describe outline tell inform
inform tell notify advise update | toddler child infant | young small little child toddler | story book reading
wire wiring install electrical | rig install fit | house home property | flat apartment | employee personnel staff
pay salary wage payroll | arrange schedule book organise | interview meeting | share report present distribute
publish post share | social media instagram facebook linkedin | brief instruct inform | move lift carry transport
lift carry handle | cut trim shape | style dress | sew stitch tailor | paint decorate | plant grow cultivate
mow cut | harvest pick collect | dig excavate | pour serve | mix blend combine | cook prepare heat | bake make
slice cut chop | weigh measure | measure check record | label mark tag | scan read register | deliver bring
unload empty | stack shelve shelf fill restock replenish | restock refill replenish fill | dispatch send ship
invoice bill | pay settle | bank deposit | reconcile check agree
proofread edit correct check | copy duplicate | photograph shoot | film record shoot | interview question
research investigate study | investigate look examine | report write document | summarise outline | present show
refer direct pass | escort accompany take | accompany escort join | feed nourish | bathe wash | dress clothe
lift move transfer | transfer move hand | medicate administer give | administer give manage run | vaccinate inject
treat care | diagnose identify find | identify spot find detect recognise | find locate search | detect find spot
maintain service look repair | service maintain repair | inspect check examine | calibrate adjust set
assemble build join | weld join | solder join | cut saw | drill bore | sand smooth | polish shine | program code
deploy release roll | release publish ship | migrate move transfer | back backup | monitor observe
troubleshoot debug fix resolve | debug fix troubleshoot | document describe record | train teach
onboard induct welcome | induct onboard welcome | employee staff member | volunteer helper
domestic private home house household residential | class lesson session workshop tuition course
story session time | visual eye look see inspect | feed meal mealtime breakfast lunch dinner food eat dining
increase rise grow growth climb gain | reduce cut lower decrease drop fall less
reception desk counter frontdesk lobby | kitchen cook cooking culinary
warehouse store depot stockroom storeroom distribution
office admin administration administrative clerical secretarial | factory plant production manufacture line mill
garden ground landscape lawn outdoor | hospital ward clinic medical clinical | surgery practice clinic
theatre stage venue | court legal tribunal hearing judicial | school college academy class
nursery kindergarten preschool childcare | hotel accommodation guesthouse inn hospitality
restaurant bistro cafe eatery dining | bar pub drink | farm agricultural agriculture farming
crop field harvest arable | cow cattle herd dairy milk livestock | sheep flock lamb | horse stable equine
lorry truck hgv van vehicle | van vehicle car | bus coach passenger | train rail railway
parcel package delivery consignment shipment post | freight cargo goods shipment load | route round delivery
journey trip travel tour ride | passenger traveller customer rider | tenant renter occupant resident
landlord owner | property premise building house flat estate home | exam test assessment examination
homework assignment | mark grade correct assess | curriculum syllabus | timetable schedule rota calendar
essay paper assignment | thesis dissertation | website web page online internet site
app application software program programme system | database data sql record | server infrastructure host
network networking lan | feature function functionality | release version deployment | api interface endpoint
test testing qa | script program code | dashboard report | spreadsheet excel sheet
slide presentation powerpoint deck | campaign marketing promotion advert advertising ad advertisement publicity
newsletter mailing bulletin | post content update | subscriber reader recipient audience
follower subscriber audience | event function occasion celebration party | fair exhibition show expo event
press media journalist | flyer leaflet brochure pamphlet handout | poster sign notice display
invoice bill billing charge | account ledger bookkeeping accounting book accounts | tax vat return
payroll wage salary pay | expense cost spending expenditure | receipt invoice bill | cash money payment till
debt arrears debtor overdue | loan credit mortgage lending | claim case | insurance policy
complaint grievance problem issue | contract agreement | tender bid proposal quote quotation estimate
price quote quotation cost estimate | applicant candidate | cv resume application | vacancy job opening
leave holiday absence | minute note record | agenda programme | diary calendar appointment
appointment visit booking meeting | phone telephone call | subtitle caption | wound dressing
injection vaccination vaccine jab immunisation inject | medication dose tablet pill
therapy treatment rehabilitation care | exercise workout training fitness | specimen sample
xray imaging scan radiograph | dog pet animal puppy | vet veterinary | hair haircut cut | nail manicure
clothes garment clothing apparel dress wear | textile fabric cloth material | alter alteration adjust tailor
shoe footwear | wood timber wooden | carpentry joinery joiner carpenter woodwork | furniture cabinet | roof roofing
brick wall masonry bricklaying | concrete cement | floor flooring carpet | pipe plumbing pipework
boiler heating heater | wire cable cabling wiring circuit electrical | trench dig excavation
site building construction | steel metal metalwork | part component piece spare | fault defect problem breakdown
video film footage clip movie | sound audio | music musical | choir singing sing | concert gig performance recital
rehearsal practice | article story piece feature copy | manuscript book text | experiment trial study
lab laboratory | data dataset figure statistic | paper publication article | drawing plan blueprint sketch
waste rubbish refuse litter | hazard risk danger safety | alarm alert | incident accident event
prisoner inmate offender | refugee asylum migrant | donation donor giving gift
youth young teenager adolescent teen | elderly older old aged pensioner | disabled disability
cake bread pastry bakery dough | coffee drink beverage espresso | wine beer alcohol drink
dish menu meal recipe course | flower floral bouquet florist | tree hedge shrub plant
tour excursion sightseeing trip walk | museum gallery | pool swim swimming | gym fitness | game match fixture
attend respond answer visit | visit see call attend | recommend suggest advise propose | sort arrange order organise
match pair | compare check match | prevent avoid stop | demonstrate show present explain | hold host run
gather collect obtain | distribute hand issue give share | issue lend loan hand give distribute provide
verify confirm check | calculate compute work | allocate assign give distribute | replace change swap exchange renew
remove take strip dismantle clear | dispose throw discard | heat warm | lubricate grease oil | trace find locate
transcribe type | escalate refer pass forward | forward pass send refer | triage prioritise sort
refund return repay | serve sell | escort guide accompany | handle carry lift | shelve shelf stack store return
lend issue loan circulation borrow | borrower reader member user patron | catalogue index classify list
search look find research | show teach demonstrate train | teach tuition lesson instruction
understand know comprehend | calm reassure comfort settle | listen hear | sign signature
list record register inventory | receipt till payment | accept take receive | check control inspection
care nurse nursing look | carer caregiver | nurse nursing | doctor gp physician clinician | patient people resident
pupil class student | walk patrol round | guard protect secure safeguard | lock secure close | open unlock start
stop halt cease | close shut finish | clean sweep mop vacuum hoover scrub | clean tidy housekeeping | iron press
wash launder laundry | fold pack | wrap pack | weigh measure portion | fry grill cook roast | chop cut slice prepare
plate serve dish | taste sample try | stock supply replenish | supply provide deliver furnish
order requisition request | agree settle arrange | contract sign agree | suggest propose recommend
propose suggest offer | measure survey | print reproduce | bind sew | cast mould form | grind sand polish
bolt fasten fix screw | seal close | insulate insulation | tile tiling | plaster plastering render
decorate paint wallpaper | demolish dismantle remove | dig excavate trench | plant sow | prune cut trim hedge
water irrigate | feed food | breed rear raise | milk dairy | shear clip | hunt track | drive transport delivery
sail boat vessel | ship vessel boat | load stow fill | unload discharge empty | park parking | fuel petrol refuel
tyre wheel | engine motor | hull ship | dock port harbour | village town community place | street road
county region area | city town urban | nationwide national country | abroad overseas foreign international
web online digital | electronic digital computer | manual hand | computer pc it laptop desktop | printer print
phone mobile telephone | email e-mail mail | attachment document file | folder file directory
password access login | account profile user | backup copy | virus malware | support helpdesk service
helpdesk support desk | ticket case request | programmer developer coder | dev development developer | frontend ui
backend server | analyse analysis analytics analytical | statistic statistical | forecast predict projection
chart graph plot | survey questionnaire poll | interview interviewee | respondent participant
literature paper source | citation reference bibliography | reference citation source | quote citation
proposal bid application | grant funding fund | fund money budget | sponsor sponsorship
charity nonprofit charitable voluntary | leaflet flyer | stall stand booth | merchandise display stock
sale transaction purchase | transaction payment sale | discount offer promotion | return exchange refund
barcode scan | shelf aisle | delivery consignment stock
guide tour walk | run process operate | end close finish | operation surgery surgical | hang fit mount | halve cut reduce lower | log record monitor | magazine publication journal newspaper press | purchase supplier | pay payment payer
"""


def _partners() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _GROUPS.replace("|", "\n").strip().splitlines():
        group = {stem(word) for word in row.split()}
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(mates) for word, mates in found.items()}


PARTNERS: Final = _partners()
"""Stem -> the stems that may explain it."""
