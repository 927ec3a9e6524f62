"""Budget the tail: how long a file, a function and a class may get."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.rules_docs import public_things
from tests.house.sources import Finding, Source

FILE_ASKS = 300
FILE_FAILS = 500
FUNCTION_FAILS = 40
PUBLIC_METHODS_FAIL = 20


def line_count(source: Source) -> int:
    """Return the number of lines of a file."""
    return source.text.count("\n")


def long_files(source: Source) -> Iterator[Finding]:
    """Find a file that is too long to hold in the head."""
    if (lines := line_count(source)) > FILE_FAILS:
        advice = f"{lines} lines, {FILE_FAILS} are the end: split it by what changes together."
        yield source.finding(1, advice)


def long_functions(source: Source) -> Iterator[Finding]:
    """Find functions whose code, docstring apart, is longer than a screen."""
    for function in source.functions():
        lines = (function.end_lineno or function.lineno) - function.lineno + 1 - docstring_lines(function)
        if lines > FUNCTION_FAILS:
            advice = f"{function.name} has {lines} lines, {FUNCTION_FAILS} are the end: name its steps."
            yield source.finding(function, advice)


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function's docstring takes."""
    if ast.get_docstring(function, clean=False) is None:
        return 0
    first = function.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def wide_classes(source: Source) -> Iterator[Finding]:
    """Find classes that do too many things for others."""
    for cls in source.classes():
        methods = [node for node in cls.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        public = [method for method in methods if not method.name.startswith("_")]
        if len(public) > PUBLIC_METHODS_FAIL:
            advice = (
                f"{cls.name} has {len(public)} public methods, {PUBLIC_METHODS_FAIL} are the end: split it."
            )
            yield source.finding(cls, advice)


PORTS = {"self", "cls", "store", "actor", "connection"}
"""Arguments that every use case and query takes first, in this order; they do not count."""


def many_positionals(source: Source) -> Iterator[Finding]:
    """Find own functions that take more than two arguments by place, the ports apart."""
    for function in public_things(source.tree):
        if isinstance(function, ast.ClassDef):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args]
        own = [argument for argument in arguments if argument.arg not in PORTS]
        if len(own) > 2:
            advice = f"{function.name} takes {len(own)} arguments by place: put `*` after the second."
            yield source.finding(function, advice)
