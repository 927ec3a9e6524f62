"""The fields of a practice and of its practitioners, as the set-up and the practice page share them."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QCoreApplication, QTimeZone, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.errors import InvalidValue
from ccmdesk.domain.practice import Practice, Role, npi_is_valid
from ccmdesk.ui.common.fields import Choice, Field, TextArea
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate

_NPI_DIGITS = 10


class NpiField(Field):
    """Take an NPI; its check digit is judged as soon as ten digits are typed."""

    def __init__(self, theme: Theme, caption: str, *, name: str, text: str = "") -> None:
        super().__init__(theme, caption, name=name, text=text)
        self.control.setMaxLength(_NPI_DIGITS + 4)
        self.edited.connect(self._judge_typed)
        self.committed.connect(self._judge_whole)

    def npi(self) -> str:
        """Return the digits without blanks between them."""
        return "".join(self.text().split())

    def _judge_typed(self, _text: str) -> None:
        npi = self.npi()
        if len(npi) >= _NPI_DIGITS and not npi_is_valid(npi):
            self.set_error(self._sentence())

    def _judge_whole(self, _text: str) -> None:
        npi = self.npi()
        if npi and not npi_is_valid(npi):
            self.set_error(self._sentence())

    def _sentence(self) -> str:
        digits = self.npi()
        if len(digits) != _NPI_DIGITS or not digits.isdecimal():
            return self.tr("An NPI has ten digits.")
        return self.tr("These ten digits are not an NPI: one is wrong or two are swapped.")


class PracticeForm(QWidget):
    """Ask for a practice's details; `edited` fires with each change that a person makes."""

    edited = Signal()

    def __init__(self, theme: Theme, *, name: str, zone_fixed: bool) -> None:
        super().__init__()
        self._version = 1
        self._zone_fixed = zone_fixed
        self.name = Field(theme, self.tr("Name of the practice"), name=f"{name}.name")
        self.address = TextArea(theme, self.tr("Address"), name=f"{name}.address", lines=2)
        address = self.address.control
        theme.follow(address, lambda: address.setMaximumHeight(theme.px(18 * 3 + 16)))
        self.phone = Field(theme, self.tr("Phone"), name=f"{name}.phone")
        self.after_hours = Field(
            theme, self.tr("Phone after hours, as printed on care plans"), name=f"{name}.after_hours"
        )
        zone = self.tr("Time zone, fixed since set-up") if zone_fixed else self.tr("Time zone")
        self.zone = Choice(theme, zone, name=f"{name}.zone", options=zone_options())
        self.npi = NpiField(theme, self.tr("NPI of the practice"), name=f"{name}.npi")
        self.tax_id = Field(theme, self.tr("Tax id, as 12-3456789"), name=f"{name}.tax_id")
        self.form = FormLayout(theme, columns=2, column_width=220)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self.form)
        for field, span in (
            (self.name, 2),
            (self.address, 2),
            (self.phone, 1),
            (self.after_hours, 1),
            (self.zone, 2),
            (self.npi, 1),
            (self.tax_id, 1),
        ):
            self.form.add(field, span=span)
        self.zone.control.setEnabled(not zone_fixed)
        for line in (self.name, self.phone, self.after_hours, self.npi, self.tax_id, self.address):
            line.edited.connect(self._changed)
        self.zone.chosen.connect(self._changed)

    def value(self) -> Practice:
        """Return the details as they stand in the fields."""
        lines = (line.strip() for line in self.address.text().splitlines())
        return Practice(
            name=self.name.text(),
            zone=self.zone.key(),
            address=tuple(line for line in lines if line),
            phone=self.phone.text(),
            after_hours_phone=self.after_hours.text(),
            npi=self.npi.npi(),
            tax_id=self.tax_id.text(),
            version=self._version,
        )

    def show_practice(self, practice: Practice) -> None:
        """Show a practice's details."""
        self._version = practice.version
        self.name.set_text(practice.name)
        self.address.set_text("\n".join(practice.address))
        self.phone.set_text(practice.phone)
        self.after_hours.set_text(practice.after_hours_phone)
        if self.zone.control.findData(practice.zone) < 0:
            self.zone.control.addItem(practice.zone, practice.zone)
        self.zone.set_key(practice.zone)
        self.npi.set_text(practice.npi)
        self.tax_id.set_text(practice.tax_id)
        for field in self._fields().values():
            field.set_error("")

    def set_version(self, version: int) -> None:
        """Take the version that the details on disk have now."""
        self._version = version

    def set_editable(self, *, editable: bool) -> None:
        """Let the details be typed, or only be read."""
        for field in (self.name, self.phone, self.after_hours, self.npi, self.tax_id):
            field.control.setReadOnly(not editable)
        self.address.control.setReadOnly(not editable)
        self.zone.control.setEnabled(editable and not self._zone_fixed)

    def show_error(self, error: InvalidValue) -> bool:
        """Show what is wrong at its field and go there; return False when it is none of these fields."""
        field = self._fields().get(error.field)
        if field is None:
            return False
        field.set_error(str(error))
        field.setFocus()
        return True

    def _fields(self) -> dict[str, Field | TextArea | Choice]:
        return {
            "name": self.name,
            "address": self.address,
            "phone": self.phone,
            "after_hours_phone": self.after_hours,
            "zone": self.zone,
            "npi": self.npi,
            "tax_id": self.tax_id,
        }

    def _changed(self, _value: object) -> None:
        self.edited.emit()


def zone_options() -> tuple[tuple[str, str], ...]:
    """Return the (IANA name, words) pairs of all time zones, those of the United States first."""
    american = {
        "America/New_York": translate("zones", "Eastern (New York)"),
        "America/Chicago": translate("zones", "Central (Chicago)"),
        "America/Denver": translate("zones", "Mountain (Denver)"),
        "America/Phoenix": translate("zones", "Mountain without daylight saving (Phoenix)"),
        "America/Los_Angeles": translate("zones", "Pacific (Los Angeles)"),
        "America/Anchorage": translate("zones", "Alaska (Anchorage)"),
        "Pacific/Honolulu": translate("zones", "Hawaii (Honolulu)"),
        "America/Puerto_Rico": translate("zones", "Atlantic (Puerto Rico)"),
        "Pacific/Guam": translate("zones", "Chamorro (Guam)"),
        "Pacific/Pago_Pago": translate("zones", "Samoa (Pago Pago)"),
    }
    others = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
    return (
        *american.items(),
        *((zone, zone.replace("_", " ")) for zone in others if zone not in american),
    )


def zone_of_this_computer() -> str:
    """Return the IANA name of this computer's time zone where it is one of the list, or nothing."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return name if name in {key for key, _words in zone_options()} else ""


def role_words(role: Role) -> str:
    """Return the words of a user's role."""
    return {
        Role.CARE_MANAGER: translate("roles", "Care manager"),
        Role.BILLING_PRACTITIONER: translate("roles", "Billing practitioner"),
        Role.BILLER: translate("roles", "Biller"),
        Role.ADMINISTRATOR: translate("roles", "Administrator"),
        Role.AUDITOR: translate("roles", "Auditor, reads only"),
    }[role]
