"""Find every use case of the services by looking at the code, and call each with invented arguments."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from ccmdesk import services
from ccmdesk.domain.practice import Actor
from ccmdesk.models.store import Store
from tests.practice_files import CHEAP, MONDAY

TODAY = MONDAY.date()
Use = Callable[..., object]


def public_functions() -> Iterator[Use]:
    """Yield every public function of the services, each in the module that defines it."""
    for found in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield function


def takes(function: Use, wanted: type) -> bool:
    """Tell whether a function has a parameter of a type."""
    return any(hint is wanted for name, hint in get_type_hints(function).items() if name != "return")


def use_cases() -> dict[str, Use]:
    """Return every public function on (store, actor, ...) by module and name; the guard itself is none."""
    return {
        name_of(function): function
        for function in public_functions()
        if not name_of(function).startswith("permissions.")
        and list(inspect.signature(function).parameters)[:2] == ["store", "actor"]
    }


def name_of(function: Use) -> str:
    """Return module and name."""
    return f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


def call(function: Use, store: Store, actor: Actor, *, place: Path) -> object:
    """Call a use case; every argument without a default is invented from its annotation."""
    hints = get_type_hints(function)
    positional: list[object] = []
    keywords: dict[str, object] = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[2:]:
        if parameter.default is not inspect.Parameter.empty:
            continue
        value = _made(hints[name], place)
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            keywords[name] = value
        else:
            positional.append(value)
    return function(store, actor, *positional, **keywords)


def _made(hint: Any, place: Path, known: Mapping[Any, Any] = types.MappingProxyType({})) -> Any:
    """Return some value of a type; a practice has a row 1 of most things."""
    hint = known.get(hint, hint) if isinstance(hint, TypeVar) else hint
    plain: dict[Any, Any] = {
        int: 1,
        str: "x",
        bool: True,
        float: 1.0,
        bytes: b"%PDF-",
        object: "x",
        Any: "x",
        date: TODAY,
        datetime: MONDAY,
        time: time(9),
        Path: place,
        type(None): None,
        type(CHEAP): CHEAP,
    }
    if hint in plain:
        return plain[hint]
    if hint is bytearray:
        return bytearray(32)
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _made(inside[0], place, known)
    if origin is Literal:
        return inside[0]
    if origin in (tuple, list, frozenset, set) or (
        inspect.isclass(origin) and issubclass(origin, Sequence | AnySet)
    ):
        return _many(origin, inside, place)
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        return {}
    if origin is Callable:
        return lambda *_given, **_named: None
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return next(iter(hint))
    return _record(origin or hint, inside, place)


def _many(origin: type, inside: Sequence[Any], place: Path) -> Any:
    if origin is tuple and inside and inside[-1] is not Ellipsis:
        return tuple(_made(one, place) for one in inside)
    return origin() if origin in (set, list, frozenset) else ()


def _record(kind: Any, inside: Sequence[Any], place: Path) -> Any:
    known = dict(zip(getattr(kind, "__parameters__", ()), inside, strict=False))
    hints = get_type_hints(kind)
    if is_dataclass(kind):
        needed = [
            f.name for f in fields(kind) if f.init and f.default is MISSING and f.default_factory is MISSING
        ]
    elif issubclass(kind, tuple):
        needed = [name for name in typing.cast(Any, kind)._fields if name not in kind._field_defaults]
    else:
        raise TypeError(f"{kind} cannot be invented; teach tests/services/every_use.py to")
    return kind(**{name: _made(hints[name], place, known) for name in needed})
