from services.shared.llm.breaker import FAILURES_TO_OPEN, PROBE_EVERY_S, SPELL_S, Breaker


def opened() -> Breaker:
    breaker = Breaker()
    for number in range(FAILURES_TO_OPEN):
        breaker.failed(number * SPELL_S / (FAILURES_TO_OPEN - 1) - SPELL_S)
    return breaker


def test_a_closed_breaker_admits_everything():
    breaker = Breaker()
    assert all(breaker.admits(now) for now in range(100))


def test_a_success_between_failures_keeps_it_closed():
    breaker = Breaker()
    for _ in range(10):
        for number in range(FAILURES_TO_OPEN - 1):
            breaker.failed(number * SPELL_S)
        breaker.succeeded()
    assert breaker.admits(0)


def test_a_burst_of_failures_at_one_moment_keeps_it_closed():
    breaker = Breaker()
    for _ in range(100):
        breaker.failed(0)
    assert breaker.admits(0)


def test_an_open_breaker_admits_one_probe_in_each_ten_seconds():
    breaker = opened()
    admitted = 0
    for tick in range(1, 601):  # a minute in tenths, each probe fails
        if breaker.admits(tick / 10):
            admitted += 1
            breaker.failed(tick / 10)
    assert admitted == 60 / PROBE_EVERY_S


def test_a_probe_that_succeeds_closes_it():
    breaker = opened()
    assert breaker.admits(PROBE_EVERY_S)
    breaker.succeeded()
    assert breaker.admits(PROBE_EVERY_S)
    assert not breaker.is_open


def test_a_probe_that_never_returns_does_not_block_the_next_one():
    breaker = opened()
    assert breaker.admits(PROBE_EVERY_S)
    assert not breaker.admits(2 * PROBE_EVERY_S - 0.1)
    assert breaker.admits(2 * PROBE_EVERY_S)
