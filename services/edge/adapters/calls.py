"""What every call to a service carries: the caller's token as metadata."""

from services.edge.ports import Caller

Metadata = tuple[tuple[str, str], ...]


def metadata(caller: Caller) -> Metadata:
    """`authorization: Bearer <token>`, or nothing where the caller sent none: the service then answers 404."""
    return (("authorization", f"Bearer {caller.token}"),) if caller.token else ()
