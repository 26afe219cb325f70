"""The person of the demo: what she says, which cards she takes, and the CV she uploads. All invented."""

from __future__ import annotations

import io

import docx

JOB_TITLE = "Policy Analyst"

MESSAGES = (
    (
        "Most of my week goes into writing policy briefs for the deputy minister and reading draft legislation that other "
        "departments send over. I also analyse survey data in Excel and R."
    ),
    "Yes, every quarter I collect statistics from the regional offices and check them for errors before they are published.",
    "I present our findings to the steering committee, and I coordinate the comments of about six departments on each draft.",
    "not sure, mostly stuff like that",
    "I answer parliamentary questions when they come in, usually within two days. And I train the new interns.",
    "I evaluate programmes once a year: I design the questionnaire, interview project managers and write the evaluation report.",
    "Nothing else comes to mind, that's everything.",
)
"""What she says, in order; the fourth is vague on purpose, so that cards are shown."""

STATEMENTS = {
    "work_experience": "At Ministry of Regional Development I coordinate the comments of 6 departments on draft legislation.",
    "skills": "R, survey design",
}
"""What she states when the CV asks for updates."""

POSTING = (
    "Senior policy officer. You design evaluations, analyse survey data in R or Stata, and present findings to "
    "decision makers. Experience with budget impact assessment is welcome."
)
"""A posting she wants to apply to; it asks for things her CV does not hold, and none may appear in it."""


def cv_file() -> bytes:
    """Her CV as DOCX."""
    document = docx.Document()
    document.add_heading("Marta Lindqvist", 0)
    document.add_paragraph("Brunnsgatan 4, 411 24 Göteborg | +46 31 555 0199 | marta.lindqvist@example.org")
    document.add_heading("Profile", 1)
    document.add_paragraph("Policy analyst with a background in statistics who turns evidence into decisions.")
    document.add_heading("Work Experience", 1)
    for title, employer, dates, lines in (
        (
            "Policy Analyst",
            "Ministry of Regional Development",
            "March 2019 – present",
            ("Write policy briefs for the deputy minister", "Analyse survey data in Excel and R"),
        ),
        (
            "Junior Statistician",
            "Statistics Agency West",
            "September 2015 – February 2019",
            ("Prepared quarterly labour market tables", "Checked returns of 21 municipalities"),
        ),
    ):
        document.add_paragraph(f"{title}, {employer}").runs[0].bold = True
        document.add_paragraph(dates)
        for line in lines:
            document.add_paragraph(line, style="List Bullet")
    document.add_heading("Education", 1)
    document.add_paragraph("MSc Statistics, University of Gothenburg, 2013 – 2015")
    document.add_heading("Languages", 1)
    document.add_paragraph("Swedish – native, English – C1, German – B1")
    document.add_heading("Skills", 1)
    document.add_paragraph("Excel, R, report writing")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
