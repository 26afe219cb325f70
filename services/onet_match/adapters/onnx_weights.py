"""Changes named int8 weights inside an ONNX file's bytes, without the `onnx` package.

An ONNX file is a protobuf message; only the path to the initializers is followed here:
ModelProto.graph (field 7) . GraphProto.initializer (field 5) . TensorProto {name 8, raw_data 9}.
The model keeps each weight `W` (in, out) as int8 `<name>_q` with one float32 scale per column, `<name>_scale`. A
low-rank delta is added to the float weights, which are then quantized again; sizes stay the same, so the new bytes
are laid over the old ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.onet_match.core.vectors import Vectors

_GRAPH, _INITIALIZER = 7, 5
_NAME, _RAW = 8, 9
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_INT8_MOST = 127


class _Field(NamedTuple):
    number: int
    value: int
    start: int
    end: int


def with_deltas(model: bytes, deltas: Mapping[str, Vectors]) -> bytes:
    """The model with `deltas[name]` (in, out) added to weight `name`.

    Raises:
        KeyError: the model has no such weight.
    """
    patched = bytearray(model)
    tensors = {tensor.name: tensor for tensor in _initializers(model)}
    for name, delta in deltas.items():
        codes, scales = tensors[f"{name}_q"], tensors[f"{name}_scale"]
        old_scale = np.frombuffer(model, np.float32, len(delta[0]), scales.start)
        old = np.frombuffer(model, np.int8, delta.size, codes.start).reshape(delta.shape) * old_scale
        weights = old + delta
        scale = (np.abs(weights).max(axis=0) / _INT8_MOST).astype(np.float32)
        patched[codes.start : codes.end] = np.rint(weights / scale).astype(np.int8).tobytes()
        patched[scales.start : scales.end] = scale.tobytes()
    return bytes(patched)


def dense_weights(model: bytes) -> dict[str, Vectors]:
    """The float values (in, out) of every weight that is kept as int8 with one scale per column."""
    tensors = {tensor.name: tensor for tensor in _initializers(model)}
    found = {}
    for name, codes in tensors.items():
        scales = tensors.get(f"{name.removesuffix('_q')}_scale")
        if not name.startswith("val_") or not name.endswith("_q") or scales is None:
            continue
        scale = np.frombuffer(model, np.float32, (scales.end - scales.start) // 4, scales.start)
        values = np.frombuffer(model, np.int8, codes.end - codes.start, codes.start)
        found[name.removesuffix("_q")] = values.reshape(-1, len(scale)) * scale
    return found


class _Tensor(NamedTuple):
    name: str
    start: int
    end: int


def _initializers(model: bytes) -> Iterator[_Tensor]:
    for graph in _fields(model, 0, len(model)):
        if graph.number != _GRAPH:
            continue
        for tensor in _fields(model, graph.start, graph.end):
            if tensor.number != _INITIALIZER:
                continue
            parts = {part.number: part for part in _fields(model, tensor.start, tensor.end)}
            if _NAME in parts and _RAW in parts:
                name = model[parts[_NAME].start : parts[_NAME].end].decode()
                yield _Tensor(name, parts[_RAW].start, parts[_RAW].end)


def _fields(message: bytes, start: int, end: int) -> Iterator[_Field]:
    """The fields of the protobuf message in `message[start:end]`; `start` and `end` of a field frame its content."""
    at = start
    while at < end:
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, after = _varint(message, at)
            yield _Field(number, value, at, after)
        elif kind == _BYTES:
            size, at = _varint(message, at)
            after = at + size
            yield _Field(number, size, at, after)
        else:
            after = at + {_FIXED64: 8, _FIXED32: 4}[kind]
            yield _Field(number, 0, at, after)
        at = after


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:  # noqa: PLR2004 - the high bit says that more follows
            return value, at
        shift += 7
