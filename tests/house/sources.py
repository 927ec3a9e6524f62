"""Read the project's files for the house rules."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("ccmdesk", "tests", "tools")
TEXT_FOLDERS = (*CODE_FOLDERS, "docs", "packaging", ".ci")
TEXT_SUFFIXES = {".py", ".md", ".toml", ".sh", ".spec", ".desktop", ".qss", ".json", ""}


class Finding(NamedTuple):
    """A place that breaks a rule, with what to do instead."""

    path: str
    line: int
    advice: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.advice}"


class Source:
    """One file: its path in the repository, its text and, for Python, its syntax tree."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Return every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Return (line, text) of every comment."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]

    def finding(self, node: ast.AST | int, advice: str) -> Finding:
        """Return a finding at a node or a line."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Finding(self.path, line, advice)

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield every class."""
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `setText` of `self.label.setText(…)`."""
    return last_name(call.func)


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name, or nothing for other expressions."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def read_python(*folders: str) -> list[Source]:
    """Read every Python file of some folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [read_source(path) for path in paths]


def read_texts() -> list[Source]:
    """Read every text file that people or machines are told things by."""
    inside = [path for folder in TEXT_FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    beside = [path for path in sorted(ROOT.iterdir()) if path.suffix in {".md", ".toml"}]
    paths = [*inside, *beside, ROOT / "Makefile"]
    return [
        read_source(path)
        for path in paths
        if path.is_file() and path.suffix in TEXT_SUFFIXES and "__pycache__" not in path.parts
    ]


def read_source(path: Path) -> Source:
    """Read one file of the repository."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
