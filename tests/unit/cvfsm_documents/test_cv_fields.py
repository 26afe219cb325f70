"""The fields of a CV stand in one table; what prints, relays, shows or stores them has each of them."""

from dataclasses import fields

import pytest
from google.protobuf.descriptor import FieldDescriptor
from pydantic import BaseModel

from metier.cvfsm.v1 import cv_pb2
from services.cvfsm.adapters.proto_views import data_of
from services.cvfsm.core.document import cv
from services.cvfsm.core.document.json_resume import from_json_resume, to_json_resume
from services.cvfsm.core.output.labels import LABELS
from services.edge.models.cv import CvData, Education, LanguageSkill, WorkExperience

FIELDS = {row.name for row in fields(cv.CvData)} - {"sources"}
SHAPES = [
    (cv.CvData, cv_pb2.CvData, CvData),
    (cv.WorkEntry, cv_pb2.WorkExperience, WorkExperience),
    (cv.EducationEntry, cv_pb2.Education, Education),
    (cv.Language, cv_pb2.LanguageSkill, LanguageSkill),
]
FULL = cv.CvData(
    **dict.fromkeys(cv.TEXT_FIELDS, "x"),
    **{name: (name,) for name in (*cv.TEXT_LISTS, "links")},
    work_experience=(cv.WorkEntry("A", "B", "2020", "2021", "C", ("d",)),),
    education=(cv.EducationEntry("A", "B", "2020", "", "C", ("d",)),),
    languages=(cv.Language("French", "C1"),),
)


@pytest.mark.parametrize(("own", "message", "model"), SHAPES)
def test_the_contracts_have_the_fields_of_the_table(own: type, message: type, model: type[BaseModel]):
    names = {row.name for row in fields(own)} - {"sources"}
    assert {field.name for field in message.DESCRIPTOR.fields} == names
    assert set(model.model_fields) == names


def test_each_field_is_in_one_section_and_printed_at_one_place():
    assert sorted(name for names in cv.SECTIONS.values() for name in names) == sorted(FIELDS)
    head = {*cv.SECTIONS["contact"], "headline"}
    assert set(cv.PRINTED) == FIELDS - head - {"unsorted"}
    assert all(cv.PRINTED.keys() <= labels.keys() for labels in LABELS.values())


def test_a_message_holds_every_value():
    shown = data_of(FULL)
    empty = [
        field.name
        for field in shown.DESCRIPTOR.fields
        if not getattr(shown, field.name) and field.type != FieldDescriptor.TYPE_MESSAGE
    ]
    assert empty == ["unsorted"]
    assert (shown.work_experience[0].bullets, shown.languages[0].level) == (["d"], "C1")
    assert shown.education[0].end == ""


def test_a_json_resume_holds_every_printed_value_and_gives_it_back():
    back, warnings = from_json_resume(to_json_resume(FULL))
    assert warnings == []
    assert {name: getattr(back, name) for name in cv.PRINTED} == {name: getattr(FULL, name) for name in cv.PRINTED}
