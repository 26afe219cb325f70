"""JSON Resume in and out."""

from services.cvfsm.core.document.cv import CvData, EducationEntry, Language, WorkEntry, lines
from services.cvfsm.core.document.json_resume import from_json_resume, to_json_resume

RESUME = {
    "basics": {
        "name": "Ada Byron",
        "label": "Analyst",
        "email": "ada@example.org",
        "phone": "+44 20 7946 0000",
        "url": "https://ada.example.org",
        "summary": "Writes notes.",
        "location": {"address": "12 St James's Square", "postalCode": "SW1Y", "city": "London", "countryCode": "GB"},
        "profiles": [{"network": "Git", "username": "ada", "url": "https://git.example.org/ada"}],
    },
    "work": [
        {
            "name": "Engine Works",
            "position": "Analyst",
            "startDate": "2019-03-01",
            "highlights": ["wrote notes"],
            "summary": "Ran tables.",
        },
        {"company": "Mill", "position": "Clerk", "startDate": "2015", "endDate": "2019-02"},
    ],
    "education": [
        {"institution": "Home", "studyType": "BSc", "area": "Mathematics", "endDate": "2014", "score": "1st"}
    ],
    "languages": [{"language": "French", "fluency": "C1"}],
    "skills": [{"name": "Tables", "level": "Master", "keywords": ["sums", "logic"]}, {"name": "Chess"}],
    "volunteer": [{"organization": "Library", "position": "Reader"}],
    "interests": [{"name": "Birds", "keywords": ["flight"]}],
}


def test_an_imported_resume_fills_the_fields_and_keeps_the_rest():
    data, warnings = from_json_resume(RESUME)
    assert warnings == []
    assert (data.full_name, data.email, data.location) == (
        "Ada Byron",
        "ada@example.org",
        "12 St James's Square, SW1Y London, GB",
    )
    assert data.links == ("https://ada.example.org", "https://git.example.org/ada")
    assert data.work_experience[0] == WorkEntry(
        "Engine Works", "Analyst", "2019-03", "present", "", ("Ran tables.", "wrote notes")
    )
    assert data.work_experience[1].end == "2019-02"
    assert data.education[0] == EducationEntry("Home", "BSc, Mathematics", "", "2014", "", ("1st",))
    assert data.skills == ("Tables", "sums", "logic", "Chess")
    assert (data.headline, data.volunteering) == ("Analyst", ("Reader, Library",))
    assert data.unsorted == ("Git", "Master")
    assert set(data.sources) == {path for path, _ in lines(data)}


def test_values_of_the_wrong_type_do_no_harm():
    assert from_json_resume([1, 2]) == (CvData(), ["NOT_A_JSON_RESUME"])
    data, _ = from_json_resume(
        {"basics": "Ada", "work": {"name": 1}, "skills": [None, 3], "education": [{"institution": ["x"]}]}
    )
    assert (data.full_name, data.work_experience, data.skills) == ("", (), ())


def test_an_exported_cv_comes_back_the_same():
    data = CvData(
        full_name="Ada Byron",
        headline="Analyst",
        email="ada@example.org",
        location="London",
        links=("https://ada.example.org",),
        profile="Writes notes.",
        work_experience=(WorkEntry("Engine Works", "Analyst", "2019-03", "present", "London", ("wrote notes",)),),
        education=(EducationEntry("Home", "Mathematics", "2012", "2014", "", ("1st",)),),
        languages=(Language("French", "C1"),),
        skills=("sums",),
        it_ai_skills=("Excel", "R"),
        certifications=("First aid, 2020",),
        projects=("Bernoulli numbers by machine",),
        volunteering=("Reader, Library",),
        publications=("Notes (1843)",),
        awards=("Medal, 1840",),
        interests=("Birds",),
        references=("Charles Babbage, London",),
    )
    back, _ = from_json_resume(to_json_resume(data))
    assert dict(lines(back)) == dict(lines(data))
