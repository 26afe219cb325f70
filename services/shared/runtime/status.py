"""Conversion between `MetierError` and a gRPC status with `google.rpc` details, in both directions.

Every status we send carries an ErrorInfo (AIP-193); InvalidInput adds BadRequest, a retryable error adds RetryInfo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from services.shared import errors

if TYPE_CHECKING:
    from google.protobuf.message import Message

DOMAIN = "metier"
"""ErrorInfo domain: the registry our reasons belong to."""

INTERNAL_TEXT = "Something went wrong here. The trace id in the metadata finds it in the log."
"""What a caller gets for a bug; the text is fixed so that no user's words leak."""

DEFAULT_RETRY_S = 2.0
"""Retry hint where the error names none: a restarted service is back in about that time."""


def to_status(error: errors.MetierError) -> status_pb2.Status:
    """The `google.rpc.Status` of an error."""
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata)
    info.metadata["error"] = type(error).__name__
    details: list[Message] = [info]
    if isinstance(error, errors.InvalidInput):
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=error.metadata.get("field", ""), description=error.message, reason=error.reason
        )
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if isinstance(error, errors.Exhausted | errors.Unavailable) or error.retry_after_s is not None:
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(int(1000 * (error.retry_after_s or DEFAULT_RETRY_S)))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(
        code=grpc.StatusCode[error.grpc_code].value[0],
        message=error.message,
        details=[_packed(each) for each in details],
    )


def _packed(message: Message) -> any_pb2.Any:
    wrapped = any_pb2.Any()
    wrapped.Pack(message)
    return wrapped


def from_rpc_error(error: grpc.aio.AioRpcError, target: str) -> errors.MetierError:
    """The error of a failed call to `target`: the one the peer sent in the details, else one for the status."""
    told = rpc_status.from_call(error)
    for packed in told.details if told is not None else ():
        info = error_details_pb2.ErrorInfo()
        if packed.Unpack(info) and info.domain == DOMAIN:
            metadata = dict(info.metadata)
            cls = errors.error_class(metadata.pop("error", ""))
            return cls(info.reason, told.message, **metadata)
    code = error.code()
    match code:
        case grpc.StatusCode.UNAVAILABLE:
            return errors.Unavailable(
                "SERVICE_DOWN",
                "A service behind this one cannot be reached.",
                service=target,
                retry_after_s=DEFAULT_RETRY_S,
            )
        case grpc.StatusCode.DEADLINE_EXCEEDED:
            return errors.DeadlineExceeded("DEADLINE_EXCEEDED", "The time for this call ran out.", service=target)
        case grpc.StatusCode.RESOURCE_EXHAUSTED:
            return errors.Exhausted(
                "OVERLOADED",
                "A service behind this one takes no more calls now.",
                service=target,
                retry_after_s=DEFAULT_RETRY_S,
            )
        case grpc.StatusCode.UNIMPLEMENTED:
            return errors.NotBuilt("NOT_IMPLEMENTED", "This is part of the contract and not built yet.", service=target)
        case _:
            return errors.class_of_code(code.name)(
                f"UPSTREAM_{code.name}", "A service behind this one failed.", service=target
            )
