"""Changes an ONNX file's bytes without the `onnx` package: weights get deltas, words are looked up as int8.

An ONNX file is a protobuf message; only these paths are followed here:
ModelProto.graph (field 7) . GraphProto.initializer (field 5) . TensorProto {name 8, raw_data 9}, and for `with_late_floats`
GraphProto.node (1) . NodeProto {input 1, output 2, op_type 4} and GraphProto.value_info (13) . ValueInfoProto {name 1}.
The model keeps each weight `W` (in, out) as int8 `<name>_q` with one float32 scale per column, `<name>_scale`. A
low-rank delta is added to the float weights, which are then quantized again; sizes stay the same, so the new bytes
are laid over the old ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_GRAPH, _INITIALIZER = 7, 5
_NAME, _RAW = 8, 9
_NODE, _VALUE_INFO = 1, 13
_INPUT, _OUTPUT, _NODE_NAME, _OP_TYPE = 1, 2, 3, 4
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


def with_late_floats(model: bytes, table: str) -> bytes:
    """The model, but rows of `table` are looked up as int8 and made floats then.

    As it comes, Cast and Mul make floats of the whole table (`<table>_q`, `<table>_f`, `<table>`; a scale per row) and
    Gather takes rows of them; onnxruntime does the first two once while loading and keeps the result, four times the
    table. What is computed is the same to the last bit.

    Raises:
        ValueError: the model has no such table, or looks rows up otherwise.
    """
    codes, floats, rows, row_scales = f"{table}_q", f"{table}_f", f"{table}_rows", f"{table}_row_scales"
    graph = next(field for field in _fields(model, 0, len(model)) if field.number == _GRAPH)
    parts = list(_fields(model, graph.start, graph.end))
    nodes = {_node(model, part): part for part in parts if part.number == _NODE}
    steps = [
        next((node for node in nodes if node.op_type == op_type and node.inputs[:1] == (taken,)), None)
        for op_type, taken in (("Gather", table), ("Cast", codes), ("Mul", floats))
    ]
    if None in steps or sum(table in node.inputs for node in nodes) != 1:
        raise ValueError(f"{table} is not looked up by Cast, Mul and Gather")
    gather, cast, multiply = (node for node in steps if node is not None)
    (found,), (_, scales) = gather.outputs, multiply.inputs
    late = b"".join(
        _framed(_NODE, _renamed(model, nodes[node], names))
        for node, names in (
            (gather, {table: codes, found: rows}),
            (gather, {table: scales, found: row_scales}),
            (cast, {codes: rows}),
            (multiply, {scales: row_scales, table: found}),
        )
    )
    moved = {nodes[cast].start: b"", nodes[multiply].start: b"", nodes[gather].start: late}
    moved |= {  # their shapes are others now
        part.start: b"" for part in parts if part.number == _VALUE_INFO and _text(model, part, 1) in (floats, table)
    }
    emitted = b"".join(moved.get(part.start, _framed(part.number, model[part.start : part.end])) for part in parts)
    before = model[: graph.start - len(_framed(_GRAPH, model[graph.start : graph.end])) + graph.value]
    return before + _framed(_GRAPH, emitted) + model[graph.end :]


class _Node(NamedTuple):
    op_type: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def _node(model: bytes, node: _Field) -> _Node:
    parts = [
        (part.number, model[part.start : part.end])
        for part in _fields(model, node.start, node.end)
        if part.number in (_INPUT, _OUTPUT, _OP_TYPE)
    ]
    told = {number: tuple(text.decode() for other, text in parts if other == number) for number, _ in parts}
    return _Node(told[_OP_TYPE][0], told.get(_INPUT, ()), told.get(_OUTPUT, ()))


def _renamed(model: bytes, node: _Field, names: Mapping[str, str]) -> bytes:
    """The node with other names of inputs and outputs, and none of its own: it may stand twice."""
    emitted = b""
    for part in _fields(model, node.start, node.end):
        content = model[part.start : part.end]
        if part.number in (_INPUT, _OUTPUT):
            content = names.get(content.decode(), content.decode()).encode()
        if part.number != _NODE_NAME:
            emitted += _framed(part.number, content)
    return emitted


def _text(model: bytes, message: _Field, number: int) -> str:
    return next(
        (model[p.start : p.end].decode() for p in _fields(model, message.start, message.end) if p.number == number), ""
    )


def _framed(number: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return _encoded(number << 3 | _BYTES) + _encoded(len(content)) + content


def _encoded(value: int) -> bytes:
    emitted = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        emitted.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*emitted, value])


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
