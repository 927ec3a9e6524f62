"""Search for patients from Find: asked on the database lane once typing pauses, opened in the chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer

from ccmdesk.domain.clock import local_date
from ccmdesk.services.patients import PatientHit, search
from ccmdesk.ui.common import say
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.main_window_find import FindAnswer, FindKind, FindResult

PAUSE_MS = 120
LIMIT = 8


class PatientSearch(QObject):
    """Find patients by any part of name, birth date, phone or record number.

    `find` fits the frame: it is called for each key and asks the practice file when typing pauses, because
    every search is audited.
    """

    def __init__(self, desk: Desk, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = ""
        self._answer: FindAnswer | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def find(self, text: str, answer: FindAnswer) -> None:
        """Hand the patients who match a text to `answer`, with the text."""
        self._text, self._answer = text, answer
        self._pause.start()

    def _ask(self) -> None:
        text, answer = self._text, self._answer
        if answer is None or not text.strip():
            return
        self._desk.lane.run(
            partial(search, limit=LIMIT),
            self._desk.store,
            self._desk.actor,
            text,
            then=partial(self._found, text, answer),
            owner=self,
            kind="find",
        )

    def _found(self, text: str, answer: FindAnswer, hits: Sequence[PatientHit]) -> None:
        today = local_date(self._desk.clock.wall(), self._desk.zone)
        answer(text, [self._result(hit, today=today) for hit in hits])

    def _result(self, hit: PatientHit, *, today: date) -> FindResult:
        parts = []
        if hit.birth_date is not None:
            parts += [say.age_words(hit.birth_date, today=today), say.full_date(hit.birth_date)]
        if hit.phone:
            parts.append(say.phone_words(hit.phone))
        name = f"{hit.family}, {hit.given}" if hit.given else hit.family
        run = partial(self._desk.navigate, Route("patient", hit.patient_id))
        return FindResult(FindKind.PATIENT, name, run, detail=" · ".join(parts), icon=Icon.PATIENT)
