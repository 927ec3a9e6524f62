"""The audit chain: no record can be changed, dropped, added or moved unseen."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.audit_chain import (
    GENESIS,
    AuditFields,
    AuditKind,
    ChainRow,
    Fault,
    Verdict,
    encode,
    mac,
    verify,
)

KEY = b"a" * 32
texts = st.text(max_size=12)
fields_strategy = st.builds(
    AuditFields,
    sequence=st.integers(1, 2**40),
    at=st.integers(-(2**60), 2**60),
    zone=texts,
    actor_id=st.integers(0, 2**40),
    actor_name=texts,
    roles=texts,
    kind=st.sampled_from([kind.value for kind in AuditKind]),
    patient_id=st.none() | st.integers(0, 2**40),
    object_kind=texts,
    object_id=st.none() | texts,
    reason=texts,
    before_hash=st.binary(max_size=32),
    after_hash=st.binary(max_size=32),
)


def record(sequence: int, **changes: Any) -> AuditFields:
    plain = AuditFields(
        sequence=sequence,
        at=1_790_000_000_000_000 + sequence,
        zone="America/Chicago",
        actor_id=1,
        actor_name="Anna Berg, RN",
        roles="care_manager",
        kind=AuditKind.VIEW.value,
        patient_id=40 + sequence,
        object_kind="chart",
        object_id=str(sequence),
        reason="",
        before_hash=b"",
        after_hash=hashlib.sha256(str(sequence).encode()).digest(),
    )
    return plain._replace(**changes)


def chain(count: int, *, previous: bytes = GENESIS, first: int = 1) -> list[ChainRow]:
    rows = []
    for sequence in range(first, first + count):
        fields = record(sequence)
        previous = mac(KEY, previous, fields=fields)
        rows.append(ChainRow(fields, previous))
    return rows


def test_a_whole_chain_holds() -> None:
    rows = chain(30)
    verdict = verify(KEY, iter(rows), start_previous=GENESIS)
    assert verdict.holds
    assert verdict == Verdict(30, rows[-1].mac)


def test_an_empty_chain_holds() -> None:
    assert verify(KEY, [], start_previous=GENESIS) == Verdict(0, GENESIS)


def test_a_tail_is_checked_by_itself() -> None:
    rows = chain(30)
    verdict = verify(KEY, rows[20:], start_previous=rows[19].mac, start_sequence=21)
    assert verdict == Verdict(10, rows[-1].mac)
    assert verify(KEY, rows[20:], start_previous=rows[18].mac, start_sequence=21).fault is Fault.ALTERED


def test_bytes_and_mac_of_the_file_format_never_change() -> None:
    fields = record(7, object_id=None, patient_id=None, reason="caf\u00e9")
    wanted = (
        "1|7|1790000000000007|1|-|15:America/Chicago13:Anna Berg, RN12:care_manager"
        "4:view5:chart-|4:caf\u00e9|" + hashlib.sha256(b"7").hexdigest()
    ).encode()
    assert encode(fields) == wanted
    assert mac(KEY, GENESIS, fields=fields) == hmac.new(KEY, bytes(32) + wanted, hashlib.sha256).digest()


@given(fields_strategy, fields_strategy)
def test_two_records_never_share_their_bytes(one: AuditFields, two: AuditFields) -> None:
    assert (encode(one) == encode(two)) == (one == two)


@given(st.lists(st.text("12:|-ab", max_size=5), min_size=12, max_size=12))
def test_text_cannot_flow_from_one_field_into_the_next(parts: list[str]) -> None:
    names = ("zone", "actor_name", "roles", "object_kind", "object_id", "reason")
    one = record(1, **dict(zip(names, parts[:6], strict=True)))
    two = record(1, **dict(zip(names, parts[6:], strict=True)))
    assert (encode(one) == encode(two)) == (one == two)


def test_no_object_differs_from_an_object_called_nothing() -> None:
    assert len({encode(record(1, object_id=value)) for value in (None, "", "-", "0:")}) == 4


@given(data=st.data())
def test_any_changed_field_is_found_at_its_record(data: st.DataObject) -> None:
    rows = chain(8)
    place = data.draw(st.integers(0, 7))
    name = data.draw(st.sampled_from([name for name in AuditFields._fields if name != "sequence"]))
    other = getattr(data.draw(fields_strategy), name)
    changed = rows[place].fields._replace(**{name: other})
    if changed == rows[place].fields:
        return
    rows[place] = ChainRow(changed, rows[place].mac)
    verdict = verify(KEY, rows, start_previous=GENESIS)
    assert verdict == Verdict(place, rows[place - 1].mac if place else GENESIS, place + 1, Fault.ALTERED)


@given(place=st.integers(0, 7), bit=st.integers(0, 255))
def test_any_flipped_bit_of_a_mac_is_found(place: int, bit: int) -> None:
    rows = chain(8)
    flipped = bytearray(rows[place].mac)
    flipped[bit // 8] ^= 1 << bit % 8
    rows[place] = ChainRow(rows[place].fields, bytes(flipped))
    assert verify(KEY, rows, start_previous=GENESIS).bad_sequence == place + 1


def test_a_dropped_record_is_a_gap() -> None:
    rows = chain(8)
    del rows[3]
    verdict = verify(KEY, rows, start_previous=GENESIS)
    assert (verdict.bad_sequence, verdict.fault, verdict.checked) == (4, Fault.GAP, 3)
    assert not verdict.holds


def test_swapped_and_repeated_records_are_out_of_order() -> None:
    rows = chain(8)
    rows[3], rows[5] = rows[5], rows[3]
    assert verify(KEY, rows, start_previous=GENESIS).fault is Fault.REORDERED
    rows = chain(8)
    rows.insert(4, rows[2])
    verdict = verify(KEY, rows, start_previous=GENESIS)
    assert (verdict.bad_sequence, verdict.fault) == (5, Fault.REORDERED)


def test_a_dropped_record_with_the_others_renumbered_is_found() -> None:
    rows = chain(8)
    del rows[3]
    rows[3:] = [
        ChainRow(row.fields._replace(sequence=number), row.mac)
        for number, row in enumerate(rows[3:], start=4)
    ]
    verdict = verify(KEY, rows, start_previous=GENESIS)
    assert (verdict.bad_sequence, verdict.fault) == (4, Fault.ALTERED)


def test_another_key_fits_nothing() -> None:
    assert verify(b"b" * 32, chain(3), start_previous=GENESIS).bad_sequence == 1


def test_a_cut_tail_holds_by_itself_and_needs_the_anchor() -> None:
    """The negative control of the anchor's tests: the chain alone cannot see this."""
    assert verify(KEY, chain(8)[:5], start_previous=GENESIS).holds


def test_a_short_previous_mac_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        mac(KEY, b"", fields=record(1))


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode(record(1, reason="\ud800"))
