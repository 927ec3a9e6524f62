"""Write FHIR as JSON, every digit of a measured number kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Body = dict[str, Any]


def json_bytes(value: Any) -> bytes:
    """Return the UTF-8 bytes of a JSON text with a line end; decimals keep the digits that were given."""
    return ("".join(_parts(value)) + "\n").encode("utf-8", "replace")


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for place, (name, part) in enumerate(value.items()):
            yield f"{',' if place else ''}{json.dumps(name)}:"
            yield from _parts(part)
        yield "}"
    elif isinstance(value, (list, tuple)):
        yield "["
        for place, part in enumerate(value):
            yield "," if place else ""
            yield from _parts(part)
        yield "]"
    elif isinstance(value, Decimal):
        yield format(value, "f")
    else:
        yield json.dumps(value, ensure_ascii=False)
