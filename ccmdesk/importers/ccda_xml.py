"""Parse XML safely and move about in it: no document type, no entities, no network, bounded depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from ccmdesk.importers.ccda_bytes import Decoded, UnreadableError, decoded, place

El = _Element

_HL7 = "urn:hl7-org:v3"
_SDTC = "urn:hl7-org:sdtc"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLOCKS = (
    *("td", "th", "tr", "table", "thead", "tbody", "caption"),
    *("list", "item", "paragraph", "br", "footnote", "li", "p", "div"),
)
MAX_TEXT = 4000
"""Longest text that is taken from one element."""


def parsed(data: bytes) -> tuple[El, str]:
    """Return the root element with plain names and a note about the encoding.

    Elements of HL7 version 3 (or of no namespace) lose their namespace; those of the SDTC extension are
    named `sdtc_…`; others keep theirs and match nothing. Raise UnreadableError with one sentence.
    """
    source = decoded(data)
    _refuse_doctype(source.text)
    root = _tree(source)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("The file carries a document type definition, which can hide an attack.")
    _plain_names(root)
    return root, source.note


def _refuse_doctype(text: str) -> None:
    position = 0
    while match := _PROLOG.match(text, position):
        position = match.end()
    if _HTML.match(text, position):
        raise UnreadableError("The file is a web page, not a health record.")
    line, column = place(text, position)
    if text.startswith("<!--", position) or text.startswith("<?", position):
        raise UnreadableError(f"The file is cut off: what starts in line {line}, column {column} has no end.")
    if text.startswith("<!", position):
        raise UnreadableError(
            f"The file carries a document type definition in line {line}, column {column}, "
            "which can hide an attack."
        )
    if not text.startswith("<", position):
        raise UnreadableError(f"The file is not XML: no element starts in line {line}, column {column}.")


def _tree(source: Decoded) -> El:
    data = source.text.encode("utf-8", "replace")
    parser = _parser(recover=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(entry.domain_name != "NAMESPACE" for entry in parser.error_log):
            raise UnreadableError(_sentence(error)) from None
    # Only prefixes or namespace names were wrong, which some products write; the rest is well formed.
    parser = _parser(recover=True)
    root: El | None = etree.fromstring(data, parser)
    if root is None or any(entry.domain_name != "NAMESPACE" for entry in parser.error_log):
        raise UnreadableError("The file is not well-formed XML.")
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _sentence(error: etree.XMLSyntaxError) -> str:
    line, column = error.position
    if "depth" in (error.msg or "").lower():
        return f"The file nests its elements too deeply at line {line}, column {column}."
    return f"The file is damaged or cut off: its XML breaks at line {line}, column {column}."


def _plain_names(root: El) -> None:
    for element in root.iter():
        space, _, local = element.tag.rpartition("}")
        prefix, _, bare = local.rpartition(":")
        if space[1:] == _SDTC or prefix == "sdtc":
            element.tag = f"sdtc_{bare}"
        elif space[1:] in ("", _HL7) and prefix != local:
            element.tag = bare


def kids(element: El | None, *names: str) -> list[El]:
    """Return the elements at the end of a path of child names; none when the start is None."""
    found = [] if element is None else [element]
    for name in names:
        found = [child for parent in found for child in parent if child.tag == name]
    return found


def kid(element: El | None, *names: str) -> El | None:
    """Return the first element at the end of a path of child names."""
    found = kids(element, *names)
    return found[0] if found else None


def attr(element: El | None, name: str) -> str:
    """Return an attribute without surrounding blanks, or an empty text."""
    return "" if element is None else str(element.get(name) or "").strip()


def line_of(element: El) -> int:
    """Return the line of the file that an element starts in."""
    return cast("int | None", element.sourceline) or 0


def xsi_type(element: El) -> str:
    """Return the data type that an element names (PQ, CD, IVL_TS …), or an empty text."""
    name = element.get(f"{{{_XSI}}}type") or element.get("xsi:type") or element.get("type") or ""
    return name.rpartition(":")[2].strip()


def has_null_flavor(element: El | None) -> bool:
    """Return whether an element is missing or says why it has no value."""
    return element is None or bool(attr(element, "nullFlavor"))


def templates(element: El) -> set[str]:
    """Return the template roots that an element claims."""
    return {attr(template, "root") for template in kids(element, "templateId")}


def clean(text: str | None) -> str:
    """Return a text on one line with single blanks."""
    return " ".join((text or "").split())


def text_of(element: El | None) -> str:
    """Return all text inside an element on one line; cells and lines are set apart by a blank."""
    if element is None:
        return ""
    parts: list[str] = []
    size = 0
    for part in _pieces(element):
        parts.append(part)
        size += len(part) + 1  # empty elements count too, so that a million of them end as well
        if size > MAX_TEXT:
            break
    return clean("".join(parts))[:MAX_TEXT]


def _pieces(element: El) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        block = node.tag in _BLOCKS
        if event == "start":
            yield (" " if block else "") + (node.text or "")
        else:
            yield " " if block else ""
            if node is not element:
                yield node.tail or ""


class Narrative:
    """Resolve `#id` references into the human-readable text of a document."""

    __slots__ = ("_elements", "_statuses", "_texts")

    def __init__(self, root: El) -> None:
        self._elements: dict[str, El] = {}
        self._texts: dict[str, str] = {}
        self._statuses: dict[El, dict[str, str]] = {}
        for element in root.iter():
            name = element.get("ID") or element.get("id")
            if name:
                self._elements.setdefault(name.strip(), element)

    def text(self, reference: str) -> str:
        """Return the text that `#id` points to, or an empty text."""
        name = reference.strip().removeprefix("#")
        if name not in self._texts:
            self._texts[name] = text_of(self._elements.get(name))
        return self._texts[name]

    def is_row(self, reference: str) -> bool:
        """Return whether `#id` points to a whole row, list or table and not to one term."""
        element = self._elements.get(reference.strip().removeprefix("#"))
        return element is not None and element.tag in ("tr", "table", "tbody", "list", "text", "section")

    def told(self, element: El | None) -> str:
        """Return what an originalText or text element says: its own words, else those it refers to."""
        own = text_of(element)
        reference = attr(kid(element, "reference"), "value")
        if own or not reference or self.is_row(reference):
            return own
        pointed = self.text(reference)
        if pointed or reference.startswith("#") or "/" in reference:
            return pointed
        return clean(reference)  # some products write the words where the pointer belongs

    def status_near(self, entry: El, name: str, *elements: El | None) -> str:
        """Return the status column of an entry's table row: one that is referred to, or that names it."""
        for element in elements:
            target = attr(kid(element, "reference"), "value").removeprefix("#")
            row = self._elements.get(target) if target else None
            while row is not None and row.tag not in ("tr", "text", "section"):
                row = row.getparent()
            said = _status_cell(row) if row is not None and row.tag == "tr" else ""
            if said:
                return said
        return self._rows(entry).get(name.casefold(), "")

    def _rows(self, entry: El) -> dict[str, str]:
        """Return the status column of each row of an entry's section, by what any cell of the row says."""
        section = next(entry.iterancestors("section"), None)
        if section is None:
            return {}
        if section not in self._statuses:
            found: dict[str, str] = {}
            for row in section.iter("tr"):
                said = _status_cell(row)
                for cell in row if said else ():
                    words = text_of(cell).casefold()
                    found[words] = said if found.get(words, said) == said else ""
            self._statuses[section] = found
        return self._statuses[section]


def _status_cell(row: El) -> str:
    table = row.getparent()
    while table is not None and table.tag not in ("table", "text"):
        table = table.getparent()
    first = None if table is None else next(table.iter("tr"), None)
    if first is None or first is row:
        return ""
    heads = [cell for cell in first if cell.tag in ("td", "th")]
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    for head, cell in zip(heads, cells, strict=False):
        if "status" in text_of(head).lower():
            return text_of(cell)
    return ""
