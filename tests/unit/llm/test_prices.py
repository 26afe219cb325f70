from hypothesis import given
from hypothesis import strategies as st

from services.shared.llm.prices import UNKNOWN_PRICE, actual, most, price_of
from services.shared.llm.provider import Ask
from services.shared.llm.types import Usage, UserMessage


def test_the_longest_known_prefix_prices_a_model():
    assert price_of("gpt-4o-mini-2024-07-18", {}) == price_of("gpt-4o-mini", {})
    assert price_of("gpt-4o-mini", {}) < price_of("gpt-4o", {})


def test_a_model_nobody_priced_costs_the_most():
    assert price_of("brand-new", {}) == UNKNOWN_PRICE


def test_a_setting_overrules_the_list():
    assert price_of("gpt-4o", {"gpt-4o": (1.0, 2.0)}) == (1.0, 2.0)


@given(st.text(max_size=500), st.text(max_size=500), st.integers(1, 4000), st.floats(0, 1), st.floats(0, 1))
def test_what_is_reserved_always_covers_what_can_be_spent(system, prompt, max_tokens, share_in, share_out):
    ask = Ask("gpt-4o", 0.3, max_tokens, system, (UserMessage(prompt),))
    price = price_of("gpt-4o", {})
    tokens_in = int(share_in * (len(system.encode()) + len(prompt.encode())))
    assert actual(Usage(tokens_in, int(share_out * max_tokens)), price) <= most(ask, price)
