"""The edge's knobs."""

import pytest

from services.edge.__main__ import provider_of
from services.edge.settings import EdgeSettings


def test_the_edge_never_holds_the_credential_between_services():
    assert EdgeSettings(internal_secret="leaked by the environment").internal_secret == ""


def test_origins_are_a_comma_separated_list():
    assert EdgeSettings(cors_origins="https://a.example/, https://b.example").cors_origins == (
        "https://a.example",
        "https://b.example",
    )


@pytest.mark.parametrize(
    ("chosen", "environment", "provider"),
    [
        ("auto", {}, "none"),
        ("auto", {"ANTHROPIC_API_KEY": "k"}, "anthropic"),
        ("auto", {"OPENAI_API_KEY": ""}, "none"),
        ("none", {"OPENAI_API_KEY": "k"}, "none"),
        ("openai", {}, "openai"),
    ],
)
def test_the_page_says_who_reads_what_is_typed(chosen, environment, provider):
    assert provider_of(EdgeSettings(model_provider=chosen), environment) == provider
