"""Tell by its content what each file is, and read all files of one import together.

A file that cannot be read is rejected with one sentence that names the place; it never costs another file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ccmdesk.domain.imports import FileKind, InputFile, ParsedFile, Progress, no_progress, rejected
from ccmdesk.importers import ccda
from ccmdesk.importers.csv_table import CsvTable, read_table
from ccmdesk.importers.csv_tables import map_tables
from ccmdesk.importers.decoding import UnreadableError, decoded, encoding_of, is_binary
from ccmdesk.importers.fhir import map_documents
from ccmdesk.importers.fhir_bundle import Document, open_document

LARGEST = 200 * 1024 * 1024
_STEPS = 200
_SIGNATURES = (
    (b"PK\x03\x04", "This is a ZIP archive or an Office document; unpack it, or save the table as CSV."),
    (b"PK\x05\x06", "This is an empty ZIP archive."),
    (b"%PDF", "This is a PDF document; ask for the record as FHIR, C-CDA or CSV."),
    (b"\x1f\x8b", "This is a compressed file; unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "This is a 7-Zip archive; unpack it first."),
    (b"Rar!", "This is a RAR archive; unpack it first."),
    (b"\xd0\xcf\x11\xe0", "This is an old Office document; save the table as CSV."),
    (b"\x89PNG", "This is a picture; ask for the record as FHIR, C-CDA or CSV."),
    (b"\xff\xd8\xff", "This is a picture; ask for the record as FHIR, C-CDA or CSV."),
    (b"GIF8", "This is a picture; ask for the record as FHIR, C-CDA or CSV."),
    (b"II*\0", "This is a scanned picture; ask for the record as FHIR, C-CDA or CSV."),
    (b"MM\0*", "This is a scanned picture; ask for the record as FHIR, C-CDA or CSV."),
    (b"{\\rtf", "This is a word processor document; ask for the record as FHIR, C-CDA or CSV."),
    (b"SQLite format 3", "This is a database; ask for the record as FHIR, C-CDA or CSV."),
)
_BLANK = " \t\r\n\f\v\ufeff"
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_FHIR_XML = re.compile(r"<[A-Za-z]+\s[^>]*xmlns\s*=\s*[\"']http://hl7\.org/fhir[\"']")
_MESSAGE = re.compile(r"(?:MSH|FHS|BHS)[|^~\\&]|ISA\*")


@dataclass(slots=True)
class _Meter:
    """Tell progress in bytes: the first half for opening files, the second for mapping what they hold."""

    progress: Progress
    size: int
    entries: int = 0
    opened: int = 0
    mapped: int = field(default=0)

    def open(self, size: int) -> None:
        """Count an opened file."""
        self.opened += size
        self.progress(self.opened, 2 * self.size)

    def step(self) -> None:
        """Count one entry, telling about it now and then."""
        self.mapped += 1
        if self.mapped % _STEPS == 0:
            share = min(self.mapped, self.entries) / max(self.entries, 1)
            self.progress(self.size + int(self.size * share), 2 * self.size)


def read_files(files: Sequence[InputFile], *, progress: Progress = no_progress) -> tuple[ParsedFile, ...]:
    """Return the outcome of each file in the order given; references resolve across all of them.

    Only what `progress` raises (Cancelled) leaves this function.
    """
    meter = _Meter(progress, sum(len(file.data) for file in files) or 1)
    opened: list[ParsedFile | Document | CsvTable] = []
    for file in files:
        meter.progress(meter.opened, 2 * meter.size)
        opened.append(_open(file))
        meter.open(len(file.data))
    documents = [each for each in opened if isinstance(each, Document)]
    tables = [each for each in opened if isinstance(each, CsvTable)]
    meter.entries = sum(len(each.entries) for each in documents) + sum(len(each.rows) for each in tables)
    mapped_documents = map_documents(documents, step=meter.step)
    mapped_tables = map_tables(tables, step=meter.step)
    outcomes = tuple(
        next(mapped_documents)
        if isinstance(each, Document)
        else next(mapped_tables)
        if isinstance(each, CsvTable)
        else each
        for each in opened
    )
    progress(2 * meter.size, 2 * meter.size)
    return outcomes


def _open(file: InputFile) -> ParsedFile | Document | CsvTable:
    if len(file.data) > LARGEST:
        size = f"{len(file.data) / 1024**2:,.0f} MB"
        reason = f"The file is too large ({size}; the limit is 200 MB)."
        return rejected(file.name, FileKind.UNKNOWN, reason=reason)
    for signature, reason in _SIGNATURES:
        if file.data.startswith(signature):
            return rejected(file.name, FileKind.UNKNOWN, reason=reason)
    head = _head(file.data)
    if not head:
        return rejected(file.name, FileKind.UNKNOWN, reason="The file is empty.")
    if head.startswith("<") and not file.name.lower().endswith(".json"):
        return _open_xml(file, head)
    if head.startswith(("{", "[")) or file.name.lower().endswith((".json", ".ndjson", ".jsonl")):
        return _attempt(file, FileKind.FHIR, lambda: open_document(file.name, decoded(file.data)))
    if file.name.lower().endswith((".xml", ".ccda", ".cda")):
        reason = "The file is named XML, but line 1, column 1 does not open with “<”."
        return rejected(file.name, FileKind.CCDA, reason=reason)
    if _MESSAGE.match(head):
        reason = "This is an HL7 or X12 message; ask for the record as FHIR, C-CDA or CSV."
        return rejected(file.name, FileKind.UNKNOWN, reason=reason)
    if is_binary(head):
        reason = "This is not a text file; ask for the record as FHIR, C-CDA or CSV."
        return rejected(file.name, FileKind.UNKNOWN, reason=reason)
    return _attempt(file, FileKind.CSV, lambda: read_table(file.data, name=file.name))


def _head(data: bytes) -> str:
    """Return the start of a file as text, without blanks; an empty text when the file has nothing else."""
    codec, skip = encoding_of(data)
    head = data[skip : skip + 16_384].decode(codec, "replace").lstrip(_BLANK)
    return head or data[skip:].decode(codec, "replace").lstrip(_BLANK)[:16_384]


def _root(head: str) -> str:
    """Return the start of an XML file from its first element or document type on."""
    ends = {"<?": "?>", "<!--": "-->"}
    while True:
        opening = next((each for each in ends if head.startswith(each)), "")
        if not opening:
            return head
        head = head.partition(ends[opening])[2].lstrip(_BLANK)


def _open_xml(file: InputFile, head: str) -> ParsedFile:
    root = _root(head)
    if _WEB_PAGE.match(root):
        reason = "This is a web page, not a record; it may be a login page saved by mistake."
        return rejected(file.name, FileKind.UNKNOWN, reason=reason)
    if _FHIR_XML.match(root):
        reason = "This is FHIR written as XML; export it as JSON."
        return rejected(file.name, FileKind.FHIR, reason=reason)
    return ccda.read_document(file)


def _attempt(
    file: InputFile, kind: FileKind, read: Callable[[], Document | CsvTable]
) -> ParsedFile | Document | CsvTable:
    try:
        return read()
    except UnreadableError as error:
        return rejected(file.name, kind, reason=error.reason)
