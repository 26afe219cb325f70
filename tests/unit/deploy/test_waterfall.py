"""The picture of a trace."""

from lxml import etree

from deploy.observability.waterfall import Span, draw, in_order

SPANS = [
    Span("agent", "metier.agent.v1.AgentService/TakeTurn", "c", "b", 20, 70),
    Span("edge", "POST request", "a", "of the client", 0, 100),
    Span("orchestrator", "HGET <x>", "d", "b", 75, 90),
    Span("orchestrator", "metier.orchestrator.v1.ChatService/SendMessage", "b", "a", 10, 95),
]


def test_spans_stand_below_what_caused_them_in_the_order_they_began():
    assert [(depth, span.id) for depth, span in in_order(SPANS)] == [(0, "a"), (1, "b"), (2, "c"), (2, "d")]


def test_each_span_has_its_bar_as_long_as_it_took():
    picture = etree.fromstring(draw(SPANS))
    bars = picture.findall("{http://www.w3.org/2000/svg}rect")[1:]
    lengths = [float(bar.attrib["width"]) for bar in bars]
    assert [round(each / lengths[0], 2) for each in lengths] == [1.0, 0.85, 0.5, 0.15]
