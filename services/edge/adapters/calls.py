"""What every call to a service carries: the caller's token as metadata."""

import re
from typing import Final

from services.edge.ports import Caller

Metadata = tuple[tuple[str, str], ...]

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,256}")
"""The alphabet of bearer tokens (RFC 6750, section 2.1). Anything else is no token, and gRPC could not carry it."""


def metadata(caller: Caller) -> Metadata:
    """`authorization: Bearer <token>`, or nothing where the caller sent no token: the service then answers 404."""
    return (("authorization", f"Bearer {caller.token}"),) if _TOKEN.fullmatch(caller.token) else ()
