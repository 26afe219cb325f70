"""People for the benches: a job title and what they say, one message a turn; ends before the exit conditions do."""

CONVERSATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Policy Analyst",
        (
            "I write briefing notes on housing policy and send them up to the minister's office.",
            "Before that I read draft bills and committee transcripts to see what changed.",
            "I also build small spreadsheets to estimate what a proposal would cost.",
            "Every month I meet people from the regions and collect their comments.",
        ),
    ),
    (
        "Registered Nurse",
        (
            "I check vital signs at the start of a shift and write them into the chart.",
            "I give medication, change dressings and look after the infusion pumps.",
            "I explain to families what happens next and what they can do at home.",
            "I train the new colleagues on the ward for two weeks.",
        ),
    ),
    (
        "Bookkeeper",
        (
            "I enter invoices, match them with the bank statement and chase what is unpaid.",
            "At the end of the month I close the books and send the VAT return.",
            "I run payroll for eleven people and answer their questions about it.",
            "Sometimes I help the owner to plan cash for the next quarter.",
        ),
    ),
    (
        "Backend developer",
        (
            "I write services in Go and review what my colleagues write.",
            "I read traces and logs when something is slow and find out why.",
            "I plan database migrations and carry them out at night.",
            "On Mondays I talk with the product people about what comes next.",
        ),
    ),
    (
        "Primary school teacher",
        (
            "I prepare lessons for reading and arithmetic and teach them to twenty children.",
            "I correct homework and keep notes on how each child gets on.",
            "I speak with parents, with the school psychologist and with the head.",
            "I organise the excursions and the summer play.",
        ),
    ),
    (
        "Warehouse shift lead",
        (
            "I plan who works where, hand out the scanners and check the loading lists.",
            "I drive the fork lift when we are short and load lorries.",
            "I count stock each Friday and look for what is missing.",
            "I report accidents and show new people how to lift safely.",
        ),
    ),
)
