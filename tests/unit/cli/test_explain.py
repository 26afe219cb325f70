"""What `metier explain` prints of a turn."""

from services.cli.operate import print_turns

TURN = {
    "version": 3,
    "record": {
        "tool": "TOOL_CUSTOM_QUESTION",
        "withdrawn": ["run payroll"],
        "modelCalls": [
            {
                "name": "message_analysis",
                "model": "gpt-4o-mini",
                "took": "1.250s",
                "inputTokens": 812,
                "outputTokens": 64,
            },
            {"name": "gap_analysis", "model": "gpt-4o", "took": "0.500s", "fallbackReason": "TIMEOUT"},
        ],
        "matchingTook": "0.012s",
        "embeddingTook": "0.008s",
        "took": "1.900s",
    },
}


def test_a_turn_tells_its_models_their_tokens_and_where_its_time_went(capsys):
    print_turns([TURN])
    told = " ".join(capsys.readouterr().out.split())
    assert "message_analysis by gpt-4o-mini in 1250 ms, 812 + 64 tokens" in told
    assert "gap_analysis by gpt-4o in 500 ms, 0 + 0 tokens, rules answered: TIMEOUT" in told
    assert "1900 ms, of it 12 ms comparing meaning (8 ms for text that was new)" in told
    assert "taken back run payroll" in told


def test_a_decision_tells_its_probability_its_cut_its_place_and_the_heads(capsys):
    decision = {
        "about": "act",
        "name": "stop",
        "outcome": "applied",
        "probability": 0.93,
        "cut": 0.5,
        "evidence": ["head.stop 2.1"],
    }
    print_turns([{"version": 1, "record": {"decisions": [decision, {**decision, "about": "activity", "end": 9}]}}])
    told = " ".join(capsys.readouterr().out.split())
    assert "act stop: applied, 0.93 (cut 0.50), by head.stop 2.1" in told
    assert "at 0-9" in told
