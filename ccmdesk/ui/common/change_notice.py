"""The change notice: what a use case changed, handed to every page that asked to hear of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ccmdesk.domain.changes import ChangeKind, Changes


class ChangeNotice(QObject):
    """Pass each `Changes` value on to the subscribers, in the order they subscribed."""

    published = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell everyone what changed; nothing is told when nothing did."""
        if changes.kinds:
            self.published.emit(changes)

    def subscribe(
        self, owner: QObject, hear: Callable[[Changes], None], *, kinds: frozenset[ChangeKind]
    ) -> None:
        """Call `hear` with changes of these kinds (an empty set: of all) until `owner` is destroyed."""
        _Subscriber(owner, self, hear, kinds)


class _Subscriber(QObject):
    """Filter notices by kind; dies with its owner."""

    def __init__(
        self,
        owner: QObject,
        notice: ChangeNotice,
        hear: Callable[[Changes], None],
        kinds: frozenset[ChangeKind],
    ) -> None:
        super().__init__(owner)
        self._hear = hear
        self._kinds = kinds
        notice.published.connect(self._receive)

    def _receive(self, changes: Changes) -> None:
        if not self._kinds or self._kinds & changes.kinds:
            self._hear(changes)
