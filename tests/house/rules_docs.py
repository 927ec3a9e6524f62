"""Say of every public thing, in one sentence that starts with a verb, what it does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import Finding, Source, last_name

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

# Words that start a noun phrase or a story, never a verb.
NOT_VERBS = {
    "a", "all", "an", "any", "each", "every", "for", "from", "function", "helper", "if", "in", "it", "its",
    "method", "my", "our", "simple", "some", "that", "the", "these", "this", "those", "utility", "when",
    "whether", "wrapper",
}  # fmt: skip
# One-word overrides of Qt; those of several words show themselves by a capital inside.
QT_OVERRIDES = {"changed", "data", "event", "flags", "index", "parent", "paint", "submit", "revert", "sort"}
TWO_SENTENCES = re.compile(r"[a-z)]{2,}\. +[A-Z]")


def undocumented(source: Source) -> Iterator[Finding]:
    """Find public modules, classes and functions whose docstring is missing or not one sentence."""
    if ast.get_docstring(source.tree) is None and source.tree.body:
        yield source.finding(1, "no module docstring: say in one sentence what lives here.")
    for thing in public_things(source.tree):
        text = ast.get_docstring(thing)
        if text is None:
            advice = f"{thing.name} has no docstring: say in one sentence, verb first, what it does."
            yield source.finding(thing, advice)
            continue
        first = text.splitlines()[0].strip()
        if not first.endswith((".", ":", "?")) or TWO_SENTENCES.search(first):
            yield source.finding(
                thing, f"{thing.name}: the first line is one sentence and ends with a period."
            )
        elif is_plain_function(thing) and first.split()[0].strip(".,").lower() in NOT_VERBS:
            yield source.finding(thing, f"{thing.name}: start the docstring with a verb, as in `Return …`.")


def public_things(tree: ast.Module | ast.ClassDef) -> Iterator[Documented]:
    """Yield the classes, functions and methods that others may use."""
    for node in tree.body:
        if not isinstance(node, Documented) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield node
            yield from public_things(node)
        elif not is_override(node):
            yield node


def is_override(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function answers to a name that Qt, a base class or an overload chose."""
    marks = {last_name(mark) for mark in function.decorator_list}
    named_by_qt = not function.name.islower() or function.name in QT_OVERRIDES
    return named_by_qt or bool(marks & {"override", "overload", "setter"})


def is_plain_function(thing: Documented) -> bool:
    """Tell whether a thing is called, rather than made or read like a value."""
    marks = [last_name(mark) for mark in thing.decorator_list]
    return not isinstance(thing, ast.ClassDef) and not any("property" in mark for mark in marks)
