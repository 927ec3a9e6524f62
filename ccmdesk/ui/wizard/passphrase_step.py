"""The step on the passphrase of the first user."""

from __future__ import annotations

from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.new_passphrase import NewPassphrase
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard.step import Step


class PassphraseStep(Step):
    """Ask for the passphrase of the first user, twice; nothing typed stays once `forget` was called."""

    def __init__(self, theme: Theme, *, lane: Lane) -> None:
        super().__init__(
            theme,
            name="wizard.passphrase_step",
            heading=self.tr("Your passphrase"),
            sentence=self.tr(
                "It opens the practice file. Use 15 characters or more that nobody guesses, or six words"
                " chosen at random. Nobody can look it up for you; the recovery sheet that you print next"
                " is the only other way in."
            ),
        )
        self._new = NewPassphrase(theme, lane=lane, prefix="wizard", caption=self.tr("Passphrase"))
        self.body.addWidget(self._new)
        self.body.addStretch(1)
        self.setFocusProxy(self._new.first.control)

    def set_familiar(self, *names: str) -> None:
        """Tell which names a colleague would try first."""
        self._new.set_familiar(*names)

    def arrive(self) -> None:
        """Judge what is typed against the names as they are now."""
        self._new.judge_again()

    def passphrase(self) -> str:
        """Return the passphrase as typed, blanks at its ends included."""
        return self._new.passphrase()

    def check(self) -> bool:
        """Tell whether the passphrase was judged good enough and typed twice alike."""
        return self._new.check()

    def next_words(self) -> str:
        """Return what the button that goes on says."""
        return self.tr("Make the practice file")

    def forget(self) -> None:
        """Empty the fields and everything made of what was typed."""
        self._new.forget()
