"""CV data: paths, changes, and the sources that move with their lines."""

from types import MappingProxyType

import pytest

from services.cvfsm.core.document.cv import (
    LIST_FIELDS,
    MAX_LINE_CHARS,
    SECTIONS,
    TEXT_FIELDS,
    CvData,
    EducationEntry,
    Language,
    Source,
    SourceKind,
    WorkEntry,
    lines,
    summary,
)
from services.cvfsm.core.document.cv_json import breaches, from_dict, to_dict
from services.cvfsm.core.document.cv_paths import (
    BadPathError,
    format_path,
    get,
    parse_path,
    put,
    remove,
    reorder,
    with_sections,
)


def source(quote):
    return Source(SourceKind.DOCUMENT, "p1", quote)


DATA = CvData(
    full_name="Ada Byron",
    work_experience=(
        WorkEntry("Engine Works", "Analyst", "2019-03", "present", "", ("wrote notes", "checked tables")),
        WorkEntry("Mill", "Clerk", "2015", "2019"),
    ),
    education=(EducationEntry("Home", "Mathematics", "", "2014"),),
    languages=(Language("French", "C1"),),
    skills=("sums", "logic"),
    sources=MappingProxyType(
        {
            "work_experience[0].bullets[0]": source("wrote notes"),
            "work_experience[0].bullets[1]": source("checked tables"),
            "work_experience[1].title": source("Clerk"),
            "skills[1]": source("logic"),
        }
    ),
)


@pytest.mark.parametrize("path", ["email", "skills[3]", "work_experience[0].bullets[2]", "languages[1].name"])
def test_a_path_survives_parsing_and_formatting(path):
    assert format_path(parse_path(path)) == path


@pytest.mark.parametrize(
    "path", ["", "skills[", "skills[-1]", "a.b.c", "skills[0][1]", "__class__", "Skills", "skills[99999]"]
)
def test_what_is_no_path_is_refused(path):
    with pytest.raises(BadPathError):
        parse_path(path)


@pytest.mark.parametrize(
    "path", ["nothing", "skills[2]", "work_experience[0].salary", "full_name.upper", "skills.count", "sources"]
)
def test_a_path_to_nothing_is_refused(path):
    with pytest.raises(BadPathError):
        get(DATA, path)


def test_every_line_can_be_read_back_at_its_path():
    assert all(get(DATA, path) == text for path, text in lines(DATA))


def test_a_changed_line_carries_its_new_source_and_no_old_one():
    new = Source(SourceKind.USER_STATEMENT, "s1", "I led it")
    changed = put(DATA, "work_experience[0].bullets[1]", "led it", new)
    assert get(changed, "work_experience[0].bullets[1]") == "led it"
    assert changed.sources["work_experience[0].bullets[1]"] == new
    assert DATA.work_experience[0].bullets[1] == "checked tables"


def test_an_index_at_the_end_appends_and_beyond_it_is_refused():
    assert put(DATA, "skills[2]", "chess").skills == ("sums", "logic", "chess")
    assert put(DATA, "languages[1]", {"name": "Greek", "level": None}).languages[1] == Language("Greek")
    with pytest.raises(BadPathError):
        put(DATA, "skills[3]", "chess")


def test_values_of_the_wrong_kind_are_refused():
    for path, value in (("skills", "sums"), ("skills[0]", 3), ("languages[0]", "French"), ("full_name", ["Ada"])):
        with pytest.raises(TypeError):
            put(DATA, path, value)


def test_removing_a_line_moves_the_sources_behind_it():
    left = remove(DATA, "work_experience[0].bullets[0]")
    assert left.work_experience[0].bullets == ("checked tables",)
    assert left.sources["work_experience[0].bullets[0]"].quote == "checked tables"
    assert "work_experience[0].bullets[1]" not in left.sources


def test_reordered_entries_keep_their_sources():
    turned = reorder(DATA, "work_experience", [1, 0])
    assert [entry.title for entry in turned.work_experience] == ["Clerk", "Analyst"]
    assert turned.sources["work_experience[0].title"].quote == "Clerk"
    assert turned.sources["work_experience[1].bullets[0]"].quote == "wrote notes"
    for order in ([0, 0], [2], [-1]):
        with pytest.raises(BadPathError):
            reorder(DATA, "work_experience", order)


def test_sections_are_taken_with_their_sources():
    mixed = with_sections(CvData(full_name="Ada", skills=("old",)), DATA, ["skills"])
    assert (mixed.full_name, mixed.skills, mixed.work_experience) == ("Ada", ("sums", "logic"), ())
    assert set(mixed.sources) == {"skills[1]"}


def test_every_field_stands_in_exactly_one_section():
    covered = [name for names in SECTIONS.values() for name in names]
    assert sorted(covered) == sorted((*TEXT_FIELDS, *LIST_FIELDS))


def test_the_json_form_comes_back_the_same_and_says_null_for_the_unknown():
    plain = to_dict(DATA)
    assert from_dict(plain) == DATA
    assert plain["work_experience"][1]["location"] is None
    assert plain["education"][0]["start"] is None


def test_unknown_fields_in_json_are_refused():
    with pytest.raises(BadPathError):
        from_dict({"nickname": "Ada"})


def test_the_summary_counts_lists_and_tells_of_a_profile():
    counts = summary(DATA)
    assert (counts["work_experience_count"], counts["skills_count"], counts["has_profile"]) == (2, 2, 0)


def test_bounds_name_what_is_too_much():
    assert breaches(DATA) == []
    assert breaches(put(DATA, "skills[0]", "x" * (MAX_LINE_CHARS + 1))) == ["skills[0] is too long"]
    assert breaches(put(DATA, "work_experience[0].start", "March")) == ["work_experience[0].start is no date: March"]
