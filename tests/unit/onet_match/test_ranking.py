"""Which occupations fit a profile, and what is recommended towards them."""

from dataclasses import replace

from services.onet_match.core.matching import Confidence
from services.onet_match.core.ranking import ProfileTask, rank_occupations
from services.onet_match.core.recommend import MOST, ActionType, as_clause, recommend
from services.shared.language.people import people
from services.shared.language.sentences import joined
from tests.fakes.onet import WordEmbedder, catalogue, snapshot

EMBEDDER = WordEmbedder()
SNAPSHOT = snapshot(EMBEDDER)


def ranked(*texts: str, title: str = "", onet_task_id: str = ""):
    tasks = [ProfileTask(f"t{number}", text, onet_task_id) for number, text in enumerate(texts)]
    return rank_occupations(SNAPSHOT, SNAPSHOT.indexes["default"], tasks, title, limit=3, embed=EMBEDDER.embed)


def test_the_occupation_whose_tasks_are_done_comes_first_with_its_support():
    best = ranked("Prepare tax returns", "Inspect account books for accuracy")[0]
    assert best.occupation.soc_code == "13-2011.00"
    assert {(item.id, item.task.task_id) for item in best.supporting} == {("t0", "102"), ("t1", "101")}
    assert best.confidence is Confidence.HIGH


def test_important_tasks_that_were_not_named_are_missing():
    best = ranked("Prepare tax returns for clients")[0]
    assert [task.task_id for task in best.missing] == ["103", "101"]


def test_a_task_that_was_matched_counts_whatever_its_words():
    best = ranked("numbers stuff", onet_task_id="101")[0]
    assert best.occupation.soc_code == "13-2011.00"
    assert "101" not in {task.task_id for task in best.missing}


def test_similarity_is_how_close_the_words_come_and_a_choice_of_the_matcher_raises_it_only_in_part():
    def similarity(text: str, onet_task_id: str = "") -> float:
        return ranked(text, onet_task_id=onet_task_id)[0].supporting[0].similarity

    assert similarity("returns") < similarity("returns", onet_task_id="102")
    assert similarity("numbers stuff", onet_task_id="102") < similarity("returns", onet_task_id="102")
    assert similarity("returns", onet_task_id="102") < similarity("Prepare tax returns for clients.") == 1.0


def test_what_the_matcher_is_sure_of_counts_before_it_was_asked():
    text = "Prepare returns"
    assert ranked(text) == ranked(text, onet_task_id="102")


def test_what_is_done_in_full_scores_higher_than_what_is_done_in_part():
    whole = ranked("Prepare tax returns", "Inspect account books for accuracy")[0]
    half = ranked("Prepare tax returns", "Repair broken bicycles")[0]
    assert whole.score > half.score


def test_one_task_alone_is_never_enough_to_be_sure():
    assert ranked("Prepare tax returns for clients.")[0].confidence is Confidence.MEDIUM


def test_what_is_too_close_to_call_is_told():
    best, second = ranked("Inspect")[:2]
    assert best.confidence is Confidence.LOW
    assert "fit almost as well" in joined(best.explanation)
    assert people(second.occupation.title) in joined(best.explanation).lower()
    assert second.confidence is not Confidence.HIGH


def test_an_explanation_speaks_of_the_people_and_of_what_is_missing():
    text = joined(ranked("Prepare tax returns for clients", "Inspect account books for accuracy")[0].explanation)
    assert text.startswith("Both your tasks are typical work of accountants and auditors, above all: ")
    assert text.endswith("Important there, but not among your tasks: report findings to management.")


def test_a_title_decides_where_no_task_comes_close_to_anything():
    best = ranked("Xyzzy plugh", title="Registered Nurses")[0]
    assert best.occupation.soc_code == "29-1141.00"
    assert joined(best.explanation).startswith(
        "None of your tasks comes close to the work of registered nurses; only your job title points there."
    )


def test_scores_fall_and_stay_within_bounds():
    scores = [match.score for match in ranked("Cook soups", "Record vital signs")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_an_occupation_none_of_the_tasks_is_typical_of_is_not_trusted():
    last = ranked("Cook soups, meats, and vegetables.")[-1]
    assert last.confidence is Confidence.NONE
    assert "None of your tasks" in joined(last.explanation)


def test_recommendations_differ_in_kind_name_their_tasks_and_never_repeat():
    found = recommend(
        catalogue().occupations[0], catalogue().tasks_of("13-2011.00"), catalogue().tasks_of("35-2014.00")
    )
    assert len({item.type for item in found}) >= 3
    assert len(found) <= MOST
    assert len({item.action for item in found}) == len(found)
    assert all(item.task_ids for item in found)


def test_what_is_done_already_is_to_be_shown_and_a_regulated_gap_to_be_proved():
    nurses = catalogue().occupation("29-1141.00")
    found = recommend(nurses, catalogue().tasks_of("29-1141.00"), catalogue().tasks_of("35-2014.00"))
    kinds = {item.type: item for item in found}
    assert kinds[ActionType.VISIBILITY].task_ids[0].startswith("2")
    assert kinds[ActionType.CREDENTIAL].task_ids == ("302",)


def test_two_tasks_that_are_one_activity_make_one_recommendation():
    task = catalogue().tasks_of("13-2011.00")[0]
    found = recommend(catalogue().occupations[0], [task, replace(task, task_id="other")], [])
    assert len(found) == 1


def test_a_statement_becomes_the_rest_of_a_sentence():
    assert as_clause("Inspect books.") == "inspect books"
    assert as_clause("CNC machines are set.") == "CNC machines are set"


def test_a_title_that_names_an_occupation_comes_first_whatever_thirty_tasks_say():
    odd = ["Prepare tax returns", "Inspect account books for accuracy"] * 15
    assert ranked(*odd)[0].occupation.title == "Accountants and Auditors"
    assert ranked(*odd, title="Registered Nurses")[0].occupation.title == "Registered Nurses"
