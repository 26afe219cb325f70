"""`/api/tasks`, `/api/matches`, `/api/occupations` and `/api/actions` over REST."""

import asyncio

from metier.taskpipeline.v1.task_pb2 import TASK_SOURCE_CHAT
from services.shared.errors import WrongState
from tests.contract.edge.conftest import told


async def test_processing_gives_tasks_with_lineage_and_a_job(edge):
    session, opened = await edge.start(initialTasks="I write briefs, read drafts")
    answer = await edge.http.post("/api/tasks/process", json={"sessionId": session}, headers=opened)
    found = answer.json()
    assert found["jobId"] == found["job"]["id"]
    assert answer.headers["etag"] == f'"{found["revision"]}"'
    first = found["tasks"][0]
    assert first["lineage"]["sources"] == [{"messageId": "u1", "rawPhrase": "I write briefs", "confirmedIn": None}]
    assert (first["source"], first["match"]["status"]) == ("chat", "pending")
    await asyncio.sleep(0.1)
    later = (await edge.http.get(f"/api/tasks/{session}", headers=opened)).json()
    assert later["tasks"][0]["match"]["confidence"] == "high"
    assert later["tasks"][0]["onetTaskDescription"] == later["tasks"][0]["match"]["bestMatch"]["taskStatement"]


async def test_a_session_where_nothing_was_said_cannot_be_processed_and_has_no_tasks(edge):
    session, opened = await edge.start()
    body = {"sessionId": session}
    told(await edge.http.post("/api/tasks/process", json=body, headers=opened), 400, "TRANSCRIPT_EMPTY")
    told(await edge.http.get(f"/api/tasks/{session}", headers=opened), 404, "TASKS_UNKNOWN")


async def test_the_whole_set_is_replaced_at_the_revision_it_was_read_at(edge):
    session, opened = await edge.with_tasks()
    read = await edge.http.get(f"/api/tasks/{session}", headers=opened)
    tasks = read.json()["tasks"]
    edits = [
        {"id": tasks[2]["id"], "normalizedDescription": "Analyse survey data", "timePercentage": 60},
        {
            "normalizedDescription": "Train new colleagues",
            "timePercentage": 40,
            "aiUsage": {"level": "some", "tools": ["x"]},
        },
    ]
    path, headers = f"/api/tasks/{session}", {**opened, "if-match": read.headers["etag"]}
    changed = await edge.http.put(path, json={"tasks": edits}, headers=headers)
    rows = changed.json()["tasks"]
    assert [row["normalizedDescription"] for row in rows] == ["Analyse survey data", "Train new colleagues"]
    assert [row["source"] for row in rows] == ["chat", "user"]
    assert [row["edited"] for row in rows] == [True, True]
    assert rows[1]["aiUsage"] == {"level": "some", "tools": ["x"]}
    stale = told(await edge.http.put(path, json={"tasks": edits[:1]}, headers=headers), 409, "REVISION_STALE")
    assert stale["revision"] == changed.json()["revision"]


async def test_a_change_must_say_what_it_is_based_on(edge):
    session, opened = await edge.with_tasks()
    for wrong in ({}, {"if-match": "*"}, {"if-match": '"x"'}, {"if-match": '"9999999999999999999"'}):
        answer = await edge.http.put(f"/api/tasks/{session}", json={"tasks": []}, headers={**opened, **wrong})
        told(answer, 400, "IF_MATCH_REQUIRED")


async def test_fields_out_of_range_are_named(edge):
    session, opened = await edge.with_tasks()
    body = {"tasks": [{"normalizedDescription": "x", "timePercentage": 101}]}
    answer = await edge.http.put(f"/api/tasks/{session}", json=body, headers={**opened, "if-match": '"1"'})
    assert told(answer, 400, "INVALID_REQUEST")["errors"][0]["field"] == "tasks.0.timePercentage"


async def test_the_survey_ends_only_when_the_shares_sum_to_100(edge):
    session, opened = await edge.with_tasks()
    path = f"/api/tasks/{session}"
    told(await edge.http.post(f"{path}/submit", headers=opened), 400, "TIME_PERCENTAGE_SUM")
    tasks = (await edge.http.get(path, headers=opened)).json()["tasks"]
    shares = [50, 30, 20]
    edits = [
        {"id": task["id"], "normalizedDescription": task["normalizedDescription"], "timePercentage": share}
        for task, share in zip(tasks, shares, strict=True)
    ]
    await edge.http.put(path, json={"tasks": edits}, headers={**opened, "if-match": '"1"'})
    assert (await edge.http.post(f"{path}/submit", headers=opened)).json()["status"] == "submitted"


async def test_an_export_is_a_file_whose_name_cannot_break_the_header(edge):
    session, opened = await edge.with_tasks()
    file = await edge.http.get(f"/api/tasks/{session}/export?format=csv", headers=opened)
    assert file.headers["content-type"].startswith("text/csv")
    assert file.headers["content-disposition"] == 'attachment; filename="ta_sks_.csv"'
    told(await edge.http.get(f"/api/tasks/{session}/export?format=xml", headers=opened), 400, "INVALID_REQUEST")


async def test_occupations_say_what_supports_them_and_what_is_missing(edge):
    session, opened = await edge.with_tasks()
    matches = (await edge.http.get(f"/api/matches/{session}", headers=opened)).json()
    best = matches["occupations"][0]
    assert best["occupationTitle"] == "Management Analysts"
    assert best["supporting"][0]["id"] == "t1"
    assert best["missing"][0]["taskStatement"]
    assert best["recommendations"][0]["type"] == "experience"
    assert matches["attribution"]


async def test_titles_complete_what_was_typed(edge):
    answer = (await edge.http.get("/api/occupations", params={"q": "pol", "limit": 1})).json()
    assert answer["occupations"] == [
        {"title": "Policy Analyst", "occupationCode": "19-3094.00", "occupationTitle": "Political Scientists"}
    ]
    told(await edge.http.get("/api/occupations", params={"q": "x" * 201}), 400, "INVALID_REQUEST")
    told(await edge.http.get("/api/occupations"), 400, "INVALID_REQUEST")


async def test_actions_are_listed_with_what_they_rest_on_and_take_a_status(edge):
    session, opened = await edge.with_tasks()
    path = f"/api/actions/{session}"
    listed = (await edge.http.get(path, headers=opened)).json()
    assert len(listed["actions"]) == 4
    assert listed["actions"][0]["profileBasis"][0]["ref"] == "t1"
    assert listed["growthAreas"] == [
        {
            "type": "experience",
            "action": "Observe work on site",
            "weight": 0.8,
            "occupationCodes": ["19-3094.00"],
            "onetTaskIds": ["5523"],
        }
    ]
    changed = await edge.http.patch(f"{path}/a1", json={"status": "in_progress"}, headers=opened)
    assert changed.json()["status"] == "in_progress"
    told(await edge.http.patch(f"{path}/zz", json={"status": "done"}, headers=opened), 404, "ACTION_UNKNOWN")
    told(await edge.http.patch(f"{path}/a1", json={"status": "lost"}, headers=opened), 400, "INVALID_REQUEST")


async def test_another_generation_is_queued(edge):
    session, opened = await edge.with_tasks()
    answer = await edge.http.post(f"/api/actions/{session}", headers=opened)
    assert (answer.status_code, answer.json()["job"]["state"]) == (202, "queued")
    edge.world.faults["RegenerateActions"] = WrongState("NO_TASKS", "There are no tasks.")
    told(await edge.http.post(f"/api/actions/{session}", headers=opened), 409, "NO_TASKS")


async def test_a_task_that_is_not_sure_stands_apart_and_can_be_kept_or_dropped(edge):
    session, opened = await edge.with_tasks()
    known = edge.world.tasks[session]
    for number in (1, 2):
        known.unsure.add(id=f"u{number}", normalized_description=f"Weld frame {number}", source=TASK_SOURCE_CHAT)
    read = (await edge.http.get(f"/api/tasks/{session}", headers=opened)).json()
    assert [row["id"] for row in read["unsure"]] == ["u1", "u2"]
    path = f"/api/tasks/{session}/unsure"
    kept = await edge.http.post(f"{path}/u1", json={"keep": True}, headers=opened)
    assert kept.json()["tasks"][-1]["normalizedDescription"] == "Weld frame 1"
    dropped = (await edge.http.post(f"{path}/u2", json={"keep": False}, headers=opened)).json()
    assert dropped["unsure"] == []
    assert len(dropped["tasks"]) == len(kept.json()["tasks"])
    told(await edge.http.post(f"{path}/u2", json={"keep": True}, headers=opened), 404, "TASK_UNKNOWN")
