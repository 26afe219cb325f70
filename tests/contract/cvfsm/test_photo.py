"""A photo on the CV: put there by the person alone, kept, shown, exported and erased like the CV."""

import base64
import json

import pytest

from metier.cvfsm.v1 import cv_service_pb2 as rpc
from services.shared.errors import InvalidInput, NotFound, WrongState

FACE = b"face of a person"


async def put(cvs, session_id, content=FACE):
    request = rpc.SetPhotoRequest(session_id=session_id, content=content)
    return (await cvs.stub.SetPhoto(request, metadata=cvs.session())).view


async def got(cvs, session_id):
    return (await cvs.stub.GetPhoto(rpc.GetPhotoRequest(session_id=session_id), metadata=cvs.session())).content


async def test_a_cv_has_no_photo_until_one_is_put_there_and_none_after_it_was_taken_off(cvs):
    view = await cvs.at("data_current")
    assert not view.metadata.has_photo
    with pytest.raises(NotFound) as unknown:
        await got(cvs, view.session_id)
    assert unknown.value.reason == "PHOTO_UNKNOWN"
    assert (await put(cvs, view.session_id)).metadata.has_photo
    assert await got(cvs, view.session_id) == b"developed " + FACE
    removed = await cvs.stub.RemovePhoto(rpc.RemovePhotoRequest(session_id=view.session_id), metadata=cvs.session())
    assert not removed.view.metadata.has_photo
    again = await cvs.stub.RemovePhoto(rpc.RemovePhotoRequest(session_id=view.session_id), metadata=cvs.session())
    assert not again.view.metadata.has_photo
    with pytest.raises(NotFound):
        await got(cvs, view.session_id)


async def test_it_is_said_where_a_photo_is_not_expected_and_where_it_is_not_printed(cvs):
    view = await cvs.at("data_current")
    told = (await put(cvs, view.session_id)).metadata.warning_sentences
    assert "cv.photo.unusual" in [sentence.id for sentence in told]
    view = await cvs.step(view.session_id, language="de", template="classic")
    assert [s.id for s in view.metadata.warning_sentences if "photo" in s.id] == ["cv.photo.no_room"]
    view = await cvs.step(view.session_id, template="banner")
    assert not [s.id for s in view.metadata.warning_sentences if "photo" in s.id]


async def test_what_is_no_photo_is_refused_and_changes_nothing(cvs):
    view = await cvs.at("data_current")
    with pytest.raises(InvalidInput) as refusal:
        await put(cvs, view.session_id, b"a letter")
    assert refusal.value.reason == "PHOTO_UNREADABLE"
    assert not (await cvs.get(view.session_id)).metadata.has_photo


async def test_a_photo_is_taken_where_edits_are_and_refused_elsewhere(cvs):
    view = await cvs.upload()
    with pytest.raises(WrongState) as refusal:
        await put(cvs, view.session_id)
    assert refusal.value.reason == "EDITS_NOT_ALLOWED"
    with pytest.raises(WrongState):
        await cvs.stub.RemovePhoto(rpc.RemovePhotoRequest(session_id=view.session_id), metadata=cvs.session())


async def test_a_stranger_sees_no_photo(cvs):
    view = await cvs.at("data_current")
    await put(cvs, view.session_id)
    with pytest.raises(NotFound) as unknown:
        await cvs.stub.GetPhoto(
            rpc.GetPhotoRequest(session_id=view.session_id), metadata=(("authorization", "Bearer x"),)
        )
    assert unknown.value.reason == "SESSION_UNKNOWN"


async def test_it_is_exported_with_everything_and_erased_with_the_session(cvs):
    view = await cvs.at("data_current")
    await put(cvs, view.session_id)
    request = rpc.ExportSessionRequest(session_id=view.session_id)
    everything = json.loads((await cvs.stub.ExportSession(request, metadata=cvs.session())).content)
    assert base64.b64decode(everything["photo"]) == b"developed " + FACE
    lives = [await cvs.redis.pttl(key) for key in await cvs.redis.keys(f"*{view.session_id}*photo")]
    assert len(lives) == 1
    assert lives[0] > 0
    await cvs.stub.DeleteCv(rpc.DeleteCvRequest(session_id=view.session_id), metadata=cvs.session())
    assert not await cvs.redis.keys(f"*{view.session_id}*photo")
