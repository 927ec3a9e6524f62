"""Check how allergies of C-CDA documents are read."""

from __future__ import annotations

import pytest

from ccmdesk.domain.chart import RXNORM as RXNORM_URI
from ccmdesk.domain.chart import (
    FactStatus,
)
from ccmdesk.domain.dates import PartialDate
from tests.importers.test_ccda_documents import (
    RXNORM,
    SNOMED,
    chart,
    coded,
    document,
    read,
    section,
)


def allergy(
    substance: str, *, value: str = "419511003", more: str = "", attrs: str = "", state: str = "active"
) -> str:
    kind = coded("value", value, SNOMED, kind="CD")
    return (
        f'<act><statusCode code="{state}"/><entryRelationship typeCode="SUBJ"><observation {attrs}>{kind}'
        f'<effectiveTime><low value="1999"/></effectiveTime><participant typeCode="CSM"><participantRole>'
        f"<playingEntity>{substance}</playingEntity></participantRole></participant>{more}</observation>"
        "</entryRelationship></act>"
    )


PENICILLIN = coded("code", "7980", RXNORM, "Penicillin G")


def test_allergy_has_reactions_and_severity() -> None:
    def reaction(code: str, label: str, inner: str = "") -> str:
        value = coded("value", code, SNOMED, label, kind="CD")
        observation = f"<observation>{value}{inner}</observation>"
        return f'<entryRelationship typeCode="MFST">{observation}</entryRelationship>'

    severity = (
        '<entryRelationship typeCode="SUBJ"><observation><code code="SEV"/>'
        f"{coded('value', '6736007', SNOMED, 'Moderate', kind='CD')}</observation></entryRelationship>"
    )
    more = reaction("247472004", "Hives", severity) + reaction("422587007", "Nausea (finding)")
    found = chart(section("Allergies", allergy(PENICILLIN, more=more))).allergies[0].value
    assert (found.substance, found.reaction, found.severity) == ("Penicillin G", "Hives; Nausea", "Moderate")
    assert (found.category, found.onset, found.status) == ("medication", PartialDate(1999), FactStatus.ACTIVE)
    assert found.codings[0].system == RXNORM_URI


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (allergy('<code nullFlavor="NA"/>', value="716186003"), "No known allergies"),
        (
            allergy('<code nullFlavor="NA"/>', value="419199007", attrs='negationInd="true"'),
            "No known allergies",
        ),
        (
            allergy(
                coded("code", "105590001", SNOMED, "Substance"), value="419199007", attrs='negationInd="true"'
            ),
            "No known allergies",
        ),
        (allergy('<code nullFlavor="NA"/>', attrs='negationInd="true"'), "No known drug allergies"),
        (
            allergy("<code nullFlavor='NI'><originalText>NKDA</originalText></code>"),
            "No known drug allergies",
        ),
        (allergy("<name>No Known Allergies</name>"), "No known allergies"),
    ],
)
def test_no_known_allergies_is_an_active_statement(entry: str, words: str) -> None:
    found = chart(section("Allergies", entry)).allergies[0].value
    assert found.substance == words
    assert found.status is FactStatus.ACTIVE
    assert found.reaction == ""


def test_a_denied_allergy_is_no_fact() -> None:
    parsed = read(document(section("Allergies", allergy(PENICILLIN, attrs='negationInd="true"'))))
    assert parsed.charts[0].allergies == ()
    assert not parsed.skipped[0].fault


def test_an_allergy_that_is_not_clearly_over_is_active() -> None:
    for state in ("completed", "suspended", ""):
        found = chart(section("Allergies", allergy("<name>LATEX</name>", state=state))).allergies[0].value
        assert (found.substance, found.status) == ("LATEX", FactStatus.ACTIVE)
