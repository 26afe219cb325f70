"""Closed classes of words and the small tables the rules read.

Each table is a list a reader can check; none names a single example of any test set. Sources: English grammar for the
closed classes, and for the verbs of everyday speech the words people use where O*NET writes a formal one.
"""

from services.shared.language.words import word_set

DETERMINERS = word_set(
    "the a an this that these those my our your his her their its some any every each all both no another"
)
PREPOSITIONS = word_set(
    """
    in on at for with from to of by about into under after before during between through against per via within without
    toward towards across around over off until till onto than like as for's upon along behind below near
    """
)
PARTICLES = word_set("up out off in on down away over back through together around along after")
ADVERBS = word_set(
    """
    usually mostly mainly often sometimes always also just only basically honestly obviously occasionally regularly
    generally typically normally really actually still then now currently again even too well probably maybe plus um uh
    er oh hmm so literally kinda sorta pretty primarily largely simply frequently constantly daily weekly monthly
    quarterly annually yearly personally myself ourselves directly first firstly secondly lastly finally afterwards
    later tbh already ever merely ages alone especially particularly specifically almost quite very partly solely rarely seldom ok okay
    yes yeah yep yup ya right sure well lol haha ha hey hi hello anyway anyways mind definitely absolutely certainly
    seriously together there here today nowadays overall essentially
    """
)

IRREGULAR = {
    base: tuple(forms.split())
    for base, forms in (
        ("be", "was were been"),
        ("become", "became"),
        ("begin", "began begun"),
        ("bend", "bent"),
        ("bind", "bound"),
        ("blow", "blew blown"),
        ("break", "broke broken"),
        ("bring", "brought"),
        ("build", "built"),
        ("buy", "bought"),
        ("catch", "caught"),
        ("choose", "chose chosen"),
        ("come", "came"),
        ("cut", "cut"),
        ("deal", "dealt"),
        ("dig", "dug"),
        ("do", "did done"),
        ("draw", "drew drawn"),
        ("drive", "drove driven"),
        ("eat", "ate eaten"),
        ("feed", "fed"),
        ("feel", "felt"),
        ("fight", "fought"),
        ("find", "found"),
        ("fly", "flew flown"),
        ("forget", "forgot forgotten"),
        ("get", "got gotten"),
        ("give", "gave given"),
        ("go", "went gone"),
        ("grind", "ground"),
        ("grow", "grew grown"),
        ("hang", "hung"),
        ("have", "had"),
        ("hear", "heard"),
        ("hold", "held"),
        ("keep", "kept"),
        ("know", "knew known"),
        ("lay", "laid"),
        ("lead", "led"),
        ("learn", "learned learnt"),
        ("leave", "left"),
        ("lend", "lent"),
        ("let", "let"),
        ("light", "lit"),
        ("lose", "lost"),
        ("make", "made"),
        ("mean", "meant"),
        ("meet", "met"),
        ("pay", "paid"),
        ("put", "put"),
        ("quit", "quit"),
        ("read", "read"),
        ("ride", "rode ridden"),
        ("ring", "rang rung"),
        ("run", "ran"),
        ("say", "said"),
        ("see", "saw seen"),
        ("seek", "sought"),
        ("sell", "sold"),
        ("send", "sent"),
        ("set", "set"),
        ("sew", "sewed sewn"),
        ("shoot", "shot"),
        ("show", "showed shown"),
        ("shut", "shut"),
        ("sing", "sang sung"),
        ("sit", "sat"),
        ("speak", "spoke spoken"),
        ("spend", "spent"),
        ("split", "split"),
        ("spread", "spread"),
        ("stand", "stood"),
        ("steal", "stole stolen"),
        ("stick", "stuck"),
        ("strike", "struck"),
        ("sweep", "swept"),
        ("swim", "swam swum"),
        ("take", "took taken"),
        ("teach", "taught"),
        ("tear", "tore torn"),
        ("tell", "told"),
        ("think", "thought"),
        ("throw", "threw thrown"),
        ("understand", "understood"),
        ("wake", "woke woken"),
        ("wear", "wore worn"),
        ("weave", "wove woven"),
        ("wind", "wound"),
        ("withdraw", "withdrew withdrawn"),
        ("write", "wrote written"),
    )
}

SPOKEN_VERBS = word_set(
    """
    be have do get go come say tell ask think know want need like love hate enjoy see look watch hear feel mean
    let keep begin start stop finish end try help use find give take put bring leave call phone ring email text message
    ping chase grab fetch sort fix mend tidy clean clear wipe mop hoover vacuum scrub dust wash dry iron fold rinse soak
    cook bake fry boil grill chop slice peel prep plate serve pour brew mix stir knead roast season taste garnish
    open close lock unlock shut switch turn plug unplug set reset load unload lift carry haul move shift stack stock
    restock unpack pack pick wrap box label tag scan sort ship send post mail deliver drop collect pull push throw
    drive ride fly sail steer park fuel refuel charge tow
    buy sell order pay bill invoice charge refund quote price negotiate upsell pitch cold-call prospect canvass close
    book schedule reschedule arrange organize organise plan roster rota cover host run lead head chair manage
    supervise oversee mentor coach train teach tutor onboard induct shadow hire fire recruit interview appraise
    discipline motivate
    write draft edit proofread rewrite type copy print scan file sign stamp upload download post publish blog tweet
    design sketch draw paint colour color dye cut style shape shave trim wax thread groom film shoot photograph record
    build make create assemble install fit weld solder drill saw sand grind bolt nail screw glue tape caulk plaster tile
    wire plumb dig plough plow sow plant water weed prune mow rake harvest feed milk shear
    code program debug test deploy release ship refactor review merge automate script configure monitor maintain patch
    upgrade update migrate back restore troubleshoot roll triage escalate investigate page respond reply answer
    analyze analyse model forecast calculate count measure weigh check recheck inspect audit reconcile balance log track
    enter input record note chart document report present pitch explain demo show
    handle deal manage look care support advise consult counsel listen talk speak chat meet greet seat welcome visit
    assess examine diagnose treat nurse bathe dress undress feed turn suction medicate inject vaccinate swab bandage
    discharge admit transfer refer prescribe dispense administer
    patrol guard watch search frisk arrest escort rescue gatekeep liaise coordinate co-ordinate network
    translate interpret subtitle transcribe mark grade assess invigilate research study read
    process approve authorise authorize sign check chase submit claim apply register enrol enroll licence license
    handover hand brief debrief minute summarise summarize prioritise prioritize estimate budget
    decorate furnish stage lay hang mount frame polish buff varnish
    breed groom walk exercise train vaccinate spay neuter euthanise
    fundraise campaign lobby advocate volunteer facilitate moderate mediate
    sweep shovel grit salt clear empty refill replenish rotate replace swap change charge
    merchandise display market advertise promote brand
    sew stitch hem knit weave tailor alter
    bend press stamp punch mill lathe turn forge cast mould mold fire glaze
    stretch spray sanitise sanitize disinfect sterilise sterilize autoclave
    bundle represent sue defend prosecute plead testify litigate
    value appraise survey inspect list let rent lease evict
    log map core sample assay dig blast
    dial tune calibrate adjust align tweak
    play rehearse perform sing dance act direct produce compose arrange mix master edit
    unblock pair mentor groom-backlog
    tick flag raise close resolve
    pop nip swing knock sit stand stay wait go work live sleep wake eat drink
    lose win earn save spend owe
    supply source procure purchase
    follow chase catch touch
    spot notice identify find
    shrink-wrap gift-wrap
    inventory catalogue catalog archive
    butcher bone fillet
    moor dock berth anchor
    marshal de-ice deice
    perm blow-dry massage pluck
    """
)
"""Verbs people use for their work; those that O*NET opens statements with are in the lexicon already."""
