"""The edge's knobs."""

from services.edge.settings import EdgeSettings


def test_the_edge_never_holds_the_credential_between_services():
    assert EdgeSettings(internal_secret="leaked by the environment").internal_secret == ""


def test_origins_are_a_comma_separated_list():
    assert EdgeSettings(cors_origins="https://a.example/, https://b.example").cors_origins == (
        "https://a.example",
        "https://b.example",
    )
