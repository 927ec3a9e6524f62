"""Turn frozen domain values into JSON text and back, by their annotations."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ccmdesk.domain.dates import PartialDate

T = TypeVar("T")

Encoder = Callable[[Any], Any]
Decoder = Callable[[Any], Any]


def to_json(value: Any) -> str:
    """Return the JSON text of a frozen value; fields that hold their default are left out."""
    encoded = _encoder(typing.cast(Hashable, type(value)))(value)
    return json.dumps(encoded, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(kind: type[T], text: str) -> T:
    """Return the value of a class that `to_json` wrote."""
    return typing.cast(T, _decoder(typing.cast(Hashable, kind))(json.loads(text)))


@cache
def _encoder(kind: Hashable) -> Encoder:
    if is_dataclass(kind):
        return _dataclass_encoder(typing.cast(type, kind))
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _encoder(_without_none(args))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _encoder(args[0])
        return lambda value: [item(element) for element in value]
    if origin is frozenset:
        item = _encoder(args[0])
        return lambda value: sorted(item(element) for element in value)
    return _scalar_encoder(kind)


def _scalar_encoder(kind: Any) -> Encoder:
    if kind is PartialDate:
        return PartialDate.iso
    if kind in (date, datetime):
        return typing.cast(Encoder, kind.isoformat)
    if kind is Decimal or issubclass(kind, StrEnum):
        return str
    if kind in (str, int, bool):
        return lambda value: value
    raise TypeError(f"no JSON form for {kind}")


def _dataclass_encoder(kind: type) -> Encoder:
    if kind is PartialDate:
        return PartialDate.iso
    hints = get_type_hints(kind)
    plan = [
        (
            f.name,
            None if f.default is MISSING else f.default,
            f.default is not MISSING,
            _encoder(hints[f.name]),
        )
        for f in fields(kind)
    ]

    def encode(value: Any) -> dict[str, Any]:
        encoded = {}
        for name, default, has_default, inner in plan:
            part = getattr(value, name)
            if not has_default or part != default:
                encoded[name] = inner(part)
        return encoded

    return encode


@cache
def _decoder(kind: Hashable) -> Decoder:
    if is_dataclass(kind):
        return _dataclass_decoder(typing.cast(type, kind))
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _decoder(_without_none(args))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _decoder(args[0])
        return lambda value: tuple(item(element) for element in value)
    if origin is frozenset:
        item = _decoder(args[0])
        return lambda value: frozenset(item(element) for element in value)
    if kind in (date, datetime):
        return typing.cast(Decoder, kind.fromisoformat)
    if kind in (str, int, bool):
        return lambda value: value
    return typing.cast(Decoder, kind)


def _dataclass_decoder(kind: type) -> Decoder:
    if kind is PartialDate:
        return PartialDate.parse
    hints = get_type_hints(kind)
    plan = {f.name: _decoder(hints[f.name]) for f in fields(kind)}

    def decode(value: dict[str, Any]) -> Any:
        return kind(**{name: plan[name](part) for name, part in value.items() if name in plan})

    return decode


def _without_none(args: tuple[Any, ...]) -> Any:
    kinds = [kind for kind in args if kind is not type(None)]
    if len(kinds) != 1:
        raise TypeError(f"no JSON form for a union of {kinds}")
    return kinds[0]
