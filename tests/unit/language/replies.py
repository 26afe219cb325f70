"""Replies as people give them, and what they say; each line stands for a way of speaking, not for itself."""

from dataclasses import dataclass, field

OPEN = "What do you do in a typical week?"


@dataclass(frozen=True)
class Reply:
    """A reply to a question, with its present activities and what it confirms of the question."""

    message: str
    activities: list[str]
    confirmed: list[str] = field(default_factory=list)
    question: str = OPEN


REPLIES = [
    Reply("I drive. Mostly nights, Rotterdam and back.", ["drive"]),
    Reply("I keep the absence records. My husband says I should write a book.", ["keep the absence records"]),
    Reply("I do write the minutes for the board.", ["write the minutes for the board"]),
    Reply("I do order entry and I do stock counts.", ["do order entry", "do stock counts"]),
    Reply("I cut and prep the pipe, tack it and weld it out.", ["cut pipe", "prep pipe", "tack pipe", "weld pipe out"]),
    Reply("I work on a surgical ward. I also work on the website.", ["work on the website"]),
    Reply(
        "I explain the numbers to the budget holders each month.",
        ["explain the numbers to the budget holders each month"],
        question="Do you look things up or gather information from other people?",
    ),
    Reply(
        "People come to me with everything. I keep the keys.",
        ["keep the keys"],
        question="What, if anything, do you teach other people or train them to do?",
    ),
    Reply(
        "Sometimes I go out to site and fix leaks",
        ["fix leaks"],
        question="Do you troubleshoot problems or decide what to do when plans change?",
    ),
    Reply(
        "Most of my week goes into writing policy briefs for the deputy minister and reading draft legislation that other departments send over.",
        ["writing policy briefs for the deputy minister", "reading draft legislation"],
    ),
    Reply("My day is mostly answering customer emails.", ["answering customer emails"]),
    Reply(
        "Answering the phones takes up most of my morning, then I do the banking.",
        ["answering the phones", "do the banking"],
    ),
    Reply("A big part of my job is training new hires.", ["training new hires"]),
    Reply(
        "I spend about half my time on budget forecasts and the other half chasing suppliers.",
        ["budget forecasts", "chasing suppliers"],
    ),
    Reply(
        "I'm in charge of the night shift rota and of ordering consumables.",
        ["night shift rota", "ordering consumables"],
    ),
    Reply(
        "My main responsibilities are managing the help desk, onboarding staff and maintaining our asset register.",
        ["managing the help desk", "onboarding staff", "maintaining asset register"],
    ),
    Reply(
        "I basically run the kitchen: I write the menus, order the food, do the rotas and keep an eye on the budget.",
        ["run the kitchen", "write the menus", "order the food", "do the rotas", "keep an eye on the budget"],
    ),
    Reply(
        "We install solar panels on roofs and wire them up to the inverter.",
        ["install solar panels on roofs", "wire solar panels up to the inverter"],
    ),
    Reply("I'm responsible for the annual report. My colleague Tom handles the press.", ["annual report"]),
    Reply("I used to teach but now I only coordinate the exams.", ["coordinate the exams"]),
    Reply("I don't write code any more, I review what the team writes.", ["review what the team writes"]),
    Reply(
        "Next year I'll be leading the project, for now I take the notes and track the action items.",
        ["take the notes", "track the action items"],
    ),
    Reply("I'd like to do more design but mostly I fix other people's slides.", ["fix other people's slides"]),
    Reply("My boss approves the invoices, I just enter them into the system.", ["enter invoices into the system"]),
    Reply(
        "We have a guy who services the machines. I clean and oil them every night.", ["clean machines", "oil machines"]
    ),
    Reply(
        "Every morning I walk the dogs, feed them, clean out the kennels and give medication where needed.",
        ["walk the dogs", "feed dogs", "clean out the kennels", "give medication"],
    ),
    Reply(
        "So I greet people, check them in, take payments, and answer the phone when the receptionist is away.",
        ["greet people", "check people in", "take payments", "answer the phone"],
    ),
    Reply("lots of meetings", ["meetings"]),
    Reply("Mainly data entry and filing, some scanning", ["data entry", "filing", "scanning"]),
    Reply(
        "Fieldwork in spring, lab analysis in winter, and writing papers all year round",
        ["fieldwork", "lab analysis", "writing papers"],
    ),
    Reply("emails, reports, meetings, repeat", ["emails", "reports", "meetings"]),
    Reply("I make sure the shelves are full and the prices are right", ["make sure the shelves are full"]),
    Reply(
        "I talk to parents, plan lessons, mark homework and supervise lunch.",
        ["talk to parents", "plan lessons", "mark homework", "supervise lunch"],
    ),
    Reply("The thing I do most is calling tenants about overdue rent.", ["calling tenants about overdue rent"]),
    Reply("I mean it's just cutting hedges and mowing lawns really", ["cutting hedges", "mowing lawns"]),
    Reply("idk man, I weld frames and grind them smooth", ["weld frames", "grind frames smooth"]),
    Reply(
        "I get asked to translate contracts a lot, and I also proofread marketing texts.",
        ["translate contracts", "proofread marketing texts"],
    ),
    Reply(
        "I have to write up every incident and send it to the council.",
        ["write up every incident", "send every incident to the council"],
    ),
    Reply(
        "Well, I help customers find the right paint, mix colours and cut timber to size.",
        ["help customers find the right paint", "mix colours", "cut timber to size"],
    ),
    Reply(
        "I look after three elderly clients: washing, dressing, cooking, and taking them to appointments.",
        ["look after three elderly clients", "washing", "dressing", "cooking", "taking clients to appointments"],
    ),
    Reply("I can't complain. It's a nice team and the pay is ok.", []),
    Reply("I live about an hour away so I start early.", []),
    Reply("I work in the accounts department of a big hospital.", []),
    Reply("I've worked here for twelve years and I love it.", []),
    Reply("Not sure what you mean?", []),
    Reply("There are six of us in the team and I report to the head of operations.", []),
    Reply(
        "As a paralegal I draft contracts, do legal research and organise the files for trial.",
        ["draft contracts", "do legal research", "organise the files for trial"],
    ),
    Reply(
        "I drive the 42 bus, sell tickets and help people with wheelchairs get on.",
        ["drive the 42 bus", "sell tickets", "help people with wheelchairs get on"],
    ),
    Reply("Once a month I close the books and prepare the board pack.", ["close the books", "prepare the board pack"]),
    Reply(
        "If a machine breaks down I call the engineer and log the downtime.", ["call the engineer", "log the downtime"]
    ),
    Reply(
        "When the truck arrives I unload it, check the paperwork and put the stock away.",
        ["unload truck", "check the paperwork", "put the stock away"],
    ),
    Reply(
        "I tend bar, so pouring pints, making cocktails, changing kegs, throwing drunks out.",
        ["tend bar", "pouring pints", "making cocktails", "changing kegs", "throwing drunks out"],
    ),
    Reply("They want me to do the social media too but I refused.", []),
    Reply("The interns make the coffee and I sign off their timesheets.", ["sign off timesheets"]),
    Reply(
        "I'm a nurse. I take blood, give injections, dress wounds and comfort people.",
        ["take blood", "give injections", "dress wounds", "comfort people"],
    ),
    Reply(
        "Currently building a new website for the museum and cataloguing the photo archive.",
        ["building a new website for the museum", "cataloguing the photo archive"],
    ),
    Reply(
        "Sales calls in the morning. Site visits after lunch. Quotes in the evening.",
        ["sales calls", "site visits", "quotes"],
    ),
    Reply(
        "my job is to inspect restaurants for hygiene and write the report",
        ["inspect restaurants for hygiene", "write the report"],
    ),
    Reply(
        "I try to keep the patients calm, I record their temperature and blood pressure",
        ["keep the patients calm", "record temperature and blood pressure"],
    ),
    Reply(
        "coordinating volunteers, applying for grants, a bit of bookkeeping",
        ["coordinating volunteers", "applying for grants", "bookkeeping"],
    ),
    Reply("I never deal with customers directly. I pack boxes.", ["pack boxes"]),
    Reply(
        "No two days are the same but generally I assess claims and interview claimants.",
        ["assess claims", "interview claimants"],
    ),
    Reply(
        "Haha where do I start. I manage a team of five, I present to clients, I negotiate fees.",
        ["manage a team of five", "present to clients", "negotiate fees"],
    ),
    Reply(
        "Yes, and refunds too.", ["refunds"], confirmed=["handle complaints"], question="Do you also handle complaints?"
    ),
    Reply("Not any more.", [], question="Do you also handle complaints?"),
    Reply(
        "Sometimes, when my manager is off.",
        [],
        confirmed=["handle complaints"],
        question="Do you also handle complaints?",
    ),
    Reply(
        "I do both, and also write up quarterly summaries for leadership.",
        ["write up quarterly summaries for leadership"],
        confirmed=["gather market research", "gather customer insights"],
        question="Do you gather market research or customer insights?",
    ),
    Reply(
        "I also spend time in meetings coordinating with other teams.",
        ["coordinating with other teams"],
        question="What about meetings?",
    ),
    Reply("Mostly SQL and sometimes Python.", [], question="Which software do you use?"),
    Reply("I use Photoshop to retouch portraits.", ["retouch portraits"], question="Which software do you use?"),
    Reply("Nope that's everything.", [], question="Anything else?"),
    Reply("Oh, and I do the flowers for weddings.", ["do the flowers for weddings"], question="Anything else?"),
    Reply("not really, maybe a bit of stocktaking", ["stocktaking"], question="Anything else?"),
    Reply("I hate it, the paperwork is killing me.", [], question="How do you feel about it?"),
    Reply(
        "Yes I train new starters on the till.",
        ["train new starters on the till"],
        confirmed=["train people"],
        question="Do you train people?",
    ),
    Reply("Mostly the nurses and the pharmacist.", [], question="Who do you work with?"),
    Reply(
        "I send the sample to the lab, then the doctor decides, and I tell the owner.",
        ["send the sample to the lab", "tell the owner"],
        question="What happens after that?",
    ),
    Reply(
        "I draw up the route for the next day, assign drivers, book the ferries.",
        ["draw up the route for the next day", "assign drivers", "book the ferries"],
        question="Could you tell me more about planning?",
    ),
    Reply(
        "clean it, merge it, then make charts for the bosses",
        ["clean data", "merge data", "make charts for the bosses"],
        question="What do you do with the data?",
    ),
    Reply(
        "I'm a freelance illustrator - I pitch ideas to publishers, sketch, paint, invoice, chase invoices, cry.",
        ["pitch ideas to publishers", "sketch", "paint", "invoice", "chase invoices"],
        question="Tell me about your work.",
    ),
    Reply(
        "ok so basically im a teaching assistant so i read with the kids and i set up the paints and sometimes i do playground duty",
        ["read with the kids", "set up the paints", "do playground duty"],
        question="Tell me about your work.",
    ),
    Reply(
        "My role involves monitoring network traffic, responding to alerts and patching servers.",
        ["monitoring network traffic", "responding to alerts", "patching servers"],
        question="Tell me about your work.",
    ),
    Reply(
        "Key duties: vehicle inspections, tyre changes, oil changes, MOT testing",
        ["vehicle inspections", "tyre changes", "oil changes", "MOT testing"],
        question="Tell me about your work.",
    ),
    Reply(
        "- prepare payroll\n- file tax forms\n- answer staff questions",
        ["prepare payroll", "file tax forms", "answer staff questions"],
        question="Tell me about your work.",
    ),
    Reply(
        "I supervise a team that builds engines, and I sign off on quality.",
        ["supervise a team", "sign off on quality"],
        question="Tell me about your work.",
    ),
    Reply(
        "People bring me their broken phones and I replace the screens or the batteries.",
        ["replace the screens or the batteries"],
        question="Tell me about your work.",
    ),
    Reply(
        "you scan the parcel, you put it on the belt, you do that 2000 times a day",
        ["scan the parcel", "put parcel on the belt"],
        question="Tell me about your work.",
    ),
    Reply(
        "As for reports, those are written by the analysts, I only distribute them.",
        ["distribute reports"],
        question="Tell me about your work.",
    ),
    Reply(
        "I prefer not to say too much, but I guard a warehouse.",
        ["guard a warehouse"],
        question="Tell me about your work.",
    ),
    Reply(
        "Before this I was a chef. Now I teach cooking to adults and I develop recipes for a magazine.",
        ["teach cooking to adults", "develop recipes for a magazine"],
        question="Tell me about your work.",
    ),
    Reply(
        "I was asked to lead the migration last year. These days I maintain the database and write SQL reports.",
        ["maintain the database", "write SQL reports"],
        question="Tell me about your work.",
    ),
    Reply(
        "Keeping the minutes, booking rooms and making sure everyone has the papers. That's me.",
        ["Keeping the minutes", "booking rooms", "making sure everyone has the papers"],
        question="Tell me about your work.",
    ),
    Reply(
        "I'm supposed to do quality checks but honestly nobody does them.",
        ["do quality checks"],
        question="Tell me about your work.",
    ),
    Reply("I thought about quitting.", [], question="Tell me about your work."),
    Reply(
        "I examine teeth, fill cavities, pull teeth, and explain to kids why they should brush.",
        ["examine teeth", "fill cavities", "pull teeth", "explain to kids why they should brush"],
        question="Tell me about your work.",
    ),
    Reply(
        "Honestly? Fixing printers. People lock themselves out, I reset passwords, and every so often I rebuild a server.",
        ["fixing printers", "reset passwords", "rebuild a server"],
    ),
    Reply("I am mostly writing grant applications at the moment", ["writing grant applications"]),
    Reply("i do hair", ["do hair"]),
    Reply(
        "Checking tickets on trains, giving information to passengers, dealing with fare dodgers.",
        ["checking tickets", "giving information to passengers", "dealing with fare dodgers"],
    ),
    Reply(
        "We brew beer. I clean the tanks, monitor fermentation, take samples, and fill kegs.",
        ["brew beer", "clean the tanks", "monitor fermentation", "take samples", "fill kegs"],
    ),
    Reply(
        "My work consists of surveying land, preparing maps and setting boundary markers.",
        ["surveying land", "preparing maps", "setting boundary markers"],
    ),
    Reply(
        "I oversee three branches, which means budgets, hiring, and keeping the regulators happy.",
        ["oversee three branches", "budgets", "hiring", "keeping the regulators happy"],
    ),
    Reply(
        "What I do is basically talk to donors and write thank-you letters.",
        ["talk to donors", "write thank-you letters"],
    ),
    Reply(
        "I collect the bins, sort the recycling, and if something is broken I report it.",
        ["collect the bins", "sort the recycling", "report it"],
    ),
    Reply("Before lunch I see patients, after lunch I do surgery.", ["see patients", "do surgery"]),
    Reply("Well I was hired as a receptionist but I ended up doing the accounts too.", ["doing the accounts"]),
    Reply("My team builds the models. I present the results to management.", ["present the results to management"]),
    Reply(
        "I don't only cook, I also plan the menus and train apprentices.",
        ["cook", "plan the menus", "train apprentices"],
    ),
    Reply(
        "I can tell you what I don't do: paperwork. I cut stone, carve letters and set headstones.",
        ["cut stone", "carve letters", "set headstones"],
    ),
    Reply(
        "I take care of the horses: feeding, grooming, mucking out.",
        ["take care of the horses", "feeding", "grooming", "mucking out"],
    ),
    Reply(
        "I have meetings with suppliers and negotiate prices with them.",
        ["meetings with suppliers", "negotiate prices with suppliers"],
    ),
    Reply("Every day is different, but there's always paperwork and phone calls.", ["paperwork", "phone calls"]),
    Reply(
        "I make videos. Scripting, filming, editing, uploading, the lot.",
        ["make videos", "scripting", "filming", "editing", "uploading"],
    ),
    Reply("Recently I started giving tours as well.", ["giving tours"]),
    Reply("I stopped doing night shifts last year.", []),
    Reply("I'm hoping to move into management.", []),
    Reply(
        "The computer does most of it, I just check the output and sign it off.",
        ["check the output", "sign the output off"],
    ),
    Reply(
        "Mostly I drive. Also load and unload, obviously, and do the vehicle checks.",
        ["drive", "load", "unload", "do the vehicle checks"],
    ),
    Reply(
        "It depends on the season. In winter we prune, in summer we pick, all year we sell at the market.",
        ["prune", "pick", "sell at the market"],
    ),
    Reply(
        "I analyse samples for contaminants and write reports for the water company.",
        ["analyse samples for contaminants", "write reports for the water company"],
    ),
    Reply(
        "I've got to log every call, escalate the tricky ones and update the knowledge base.",
        ["log every call", "escalate the tricky ones", "update the knowledge base"],
    ),
    Reply(
        "Usually it's me who opens up, counts the float and lets the cleaners in.",
        ["opens up", "counts the float", "lets the cleaners in"],
    ),
    Reply("I'm the one who books the flights and sorts out visas.", ["books the flights", "sorts out visas"]),
    Reply(
        "My responsibilities include scheduling interviews; screening CVs; and negotiating offers.",
        ["scheduling interviews", "screening CVs", "negotiating offers"],
    ),
    Reply(
        "1. design lessons 2. teach 3. grade papers 4. meet parents",
        ["design lessons", "teach", "grade papers", "meet parents"],
    ),
    Reply(
        "I assist the surgeon during operations, hand over instruments and count swabs.",
        ["assist the surgeon during operations", "hand over instruments", "count swabs"],
    ),
    Reply(
        "There's a lot of waiting around, but when we shoot I hold the boom and watch the levels.",
        ["hold the boom", "watch the levels"],
    ),
    Reply(
        "I advise clients about pensions and, once they've decided, set up the plans.",
        ["advise clients about pensions", "set up the plans"],
    ),
    Reply("no idea how to describe it tbh", []),
    Reply("I'm new, so for now I shadow people and read manuals.", ["shadow people", "read manuals"]),
    Reply(
        "Looking after the reception desk, which includes sorting post and ordering taxis.",
        ["looking after the reception desk", "sorting post", "ordering taxis"],
    ),
    Reply("I teach yoga, and I run the studio's Instagram.", ["teach yoga", "run Instagram"]),
    Reply("they pay me to find bugs", ["find bugs"]),
    Reply(
        "I sit in the control room watching screens and I dispatch officers.", ["watching screens", "dispatch officers"]
    ),
    Reply(
        "I prepare samples, run the sequencer, and my postdoc analyses the data.",
        ["prepare samples", "run the sequencer"],
    ),
    Reply("I must say the paperwork has doubled. I fill in forms all day.", ["fill in forms"]),
    Reply(
        "Making beds, changing towels, hoovering, restocking minibars - that kind of thing.",
        ["making beds", "changing towels", "hoovering", "restocking minibars"],
    ),
    Reply(
        "I get the orders from the waiters, cook them and plate them.",
        ["get the orders from the waiters", "cook orders", "plate orders"],
    ),
    Reply("I fly to conferences to give talks.", ["give talks"]),
    Reply(
        "I sell insurance over the phone, follow up leads and update the CRM after each call.",
        ["sell insurance over the phone", "follow up leads", "update the CRM after each call"],
    ),
    Reply(
        "My supervisor wants me to track inventory, so I scan everything that comes in.",
        ["scan everything that comes in"],
    ),
    Reply("I repair them, I don't operate them.", ["repair machines"], question="What about machines?"),
    Reply("I do, and my colleague checks them.", [], question="Who writes the reports?"),
    Reply(
        "Yes. I plan the shifts two weeks ahead.",
        ["plan the shifts two weeks ahead"],
        confirmed=["planning"],
        question="Do you do any planning?",
    ),
    Reply(
        "I receive and unpack deliveries. Ordering is head office.",
        ["unpack deliveries"],
        confirmed=["receive deliveries"],
        question="Do you order stock or receive deliveries?",
    ),
    Reply("Eight years. I started as an apprentice.", [], question="How long have you worked there?"),
    Reply(
        "Mostly a drill press, and I also program the CNC lathe.",
        ["program the CNC lathe"],
        question="What tools do you use?",
    ),
    Reply(
        "The annual stocktake, and I renew the licences every March.",
        ["annual stocktake", "renew the licences"],
        question="Anything you do once a year?",
    ),
    Reply("we also do discharge planning", ["do discharge planning"]),
    Reply("we have standups and planning meetings", ["have standups", "planning meetings"]),
    Reply(
        "My job's mainly to keep the servers up, so patching, backups and watching alerts.",
        ["keep the servers up", "patching", "backups", "watching alerts"],
    ),
    Reply(
        "I do intake interviews with new clients and refer them to services.",
        ["do intake interviews with new clients", "refer clients to services"],
    ),
    Reply("We pour concrete, set forms and strip them after it cures.", ["pour concrete", "set forms", "strip forms"]),
    Reply(
        "Right now I'm rewriting the staff handbook and planning the summer party.",
        ["rewriting the staff handbook", "planning the summer party"],
    ),
    Reply("My assistant books the travel and I approve it.", ["approve travel"]),
    Reply("Mixing mortar, laying bricks, pointing, the usual.", ["mixing mortar", "laying bricks", "pointing"]),
    Reply(
        "I monitor the chlorine levels in the pool and teach aqua aerobics twice a week",
        ["monitor the chlorine levels in the pool", "teach aqua aerobics"],
    ),
    Reply(
        "I've never worked with kids, only with the elderly: bathing, feeding, giving them their pills.",
        ["bathing", "feeding", "giving pills"],
    ),
    Reply(
        "We're responsible for snow removal in winter and street cleaning in summer.",
        ["snow removal", "street cleaning"],
    ),
    Reply("Depends. Sometimes I shoot weddings, sometimes I edit all week.", ["shoot weddings", "edit"]),
    Reply(
        "I oversee quality control on line 3, fill in the batch records and stop the line if something's off.",
        ["oversee quality control on line 3", "fill in the batch records", "stop the line"],
    ),
    Reply(
        "I used to be a teacher. I now develop e-learning courses for banks.", ["develop e-learning courses for banks"]
    ),
    Reply(
        "Nothing exciting: opening mail, scanning documents, answering the door.",
        ["opening mail", "scanning documents", "answering the door"],
    ),
    Reply("I breed tropical fish and ship them to shops.", ["breed tropical fish", "ship fish to shops"]),
    Reply(
        "My colleagues handle the hardware; I write the firmware and test it on the bench.",
        ["write the firmware", "test firmware on the bench"],
    ),
    Reply("I plan to learn welding but for now I grind and paint.", ["grind", "paint"]),
    Reply("It's my job to make sure nobody drowns.", ["make sure nobody drowns"]),
    Reply(
        "God no, I'm terrible with numbers. I just fix bikes.", ["fix bikes"], question="Do you also do the accounts?"
    ),
    Reply(
        "SAP and Salesforce. I build the reports in Tableau.",
        ["build the reports in Tableau"],
        question="Which systems do you use?",
    ),
    Reply(
        "Yeah in December I gift wrap and in January we do the sale.",
        ["gift wrap", "do the sale"],
        question="Anything seasonal?",
    ),
]
