"""How an occupation's title stands inside a sentence."""

import pytest

from services.shared.language.people import people


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Registered Nurses", "registered nurses"),
        ("Bus Drivers, School", "school bus drivers"),
        ("English Language and Literature Teachers, Postsecondary", "postsecondary English language and literature teachers"),
        ("HVAC Installers", "HVAC installers"),
        ("Camera Operators, Television, Video, and Film", "television, video, and film camera operators"),
        ("Forging Machine Setters, Operators, and Tenders, Metal and Plastic", "metal and plastic forging machine setters, operators, and tenders"),
        ("Architects, Except Landscape and Naval", "architects (except landscape and naval)"),
        ("First-Line Supervisors of Helpers, Laborers, and Material Movers, Hand", "first-line supervisors of helpers, laborers, and material movers (hand)"),
        (
            "Sales Representatives, Wholesale and Manufacturing, Technical and Scientific Products",
            "wholesale and manufacturing sales representatives (technical and scientific products)",
        ),
    ],
)  # fmt: skip
def test_what_narrows_a_title_down_stands_before_it(title: str, said: str):
    assert people(title) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Judges, Magistrate Judges, and Magistrates", "judges, magistrate judges, and magistrates"),
        ("Poets, Lyricists and Creative Writers", "poets, lyricists and creative writers"),
        ("Child, Family, and School Social Workers", "child, family, and school social workers"),
        ("Captains, Mates, and Pilots of Water Vessels", "captains, mates, and pilots of water vessels"),
    ],
)
def test_a_list_stays_a_list(title: str, said: str):
    assert people(title) == said


def test_helpers_are_helpers_of_somebody():
    assert people("Helpers--Carpenters") == "helpers of carpenters"
    assert (
        people("Helpers--Painters, Paperhangers, and Stucco Masons")
        == "helpers of painters, paperhangers, and stucco masons"
    )
