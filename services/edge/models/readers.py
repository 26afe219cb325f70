"""Who reads what people write, as the page tells it."""

from services.edge.models.base import Camel


class Reader(Camel):
    """A provider of models."""

    provider: str
    models: list[str]
    region: str
