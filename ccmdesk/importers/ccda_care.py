"""Map goals, encounters, procedures and coverages."""

from __future__ import annotations

from collections.abc import Iterator

from ccmdesk.domain.chart import CPT, Coding, Coverage, Encounter, Procedure, RecordedGoal
from ccmdesk.importers.ccda_codes import ACT_CODE, code_label, codings, is_unsaid, labels, words
from ccmdesk.importers.ccda_entries import (
    Document,
    Found,
    Left,
    author_of,
    id_of,
    is_negated,
    related,
    status_code,
)
from ccmdesk.importers.ccda_values import number, person_name, short, span, unit_of
from ccmdesk.importers.ccda_xml import El, attr, clean, has_null_flavor, kid, kids, text_of

PLANNED_MOODS = frozenset(("INT", "RQO", "PRMS", "PRP", "ARQ", "APT"))
_CLASSES = frozenset(("AMB", "IMP", "EMER", "VR", "HH", "OBSENC", "ACUTE", "NONAC", "SS", "FLD", "PRENC"))


def goals(entry: El, document: Document) -> Iterator[Found[RecordedGoal] | Left]:
    """Yield the goal of one entry."""
    if entry.tag != "observation" or attr(entry, "moodCode").upper() != "GOL":
        empty = has_null_flavor(entry) or not len(entry)
        yield Left("It is not a goal.", fault=False) if not empty else _no_information()
        return
    value = kid(entry, "value")
    code = kid(entry, "code")
    name = words(code, document.narrative)
    target = _target(value)
    stated = "" if target else words(value, document.narrative) or document.narrative.told(value)
    text = stated or document.narrative.told(kid(entry, "text")) or name
    if not text or is_unsaid(text) or is_negated(entry):
        yield _no_information()
        return
    when = span(kid(entry, "effectiveTime"))
    start = when.start.date
    goal = RecordedGoal(text, target, status_code(entry), start, when.end.date)
    content = ("goal", text, start.iso() if start else "")
    yield Found(goal, id_of(entry), content, author_of(entry, document))


def _no_information() -> Left:
    return Left("It says that there is no information.", fault=False)


def _target(value: El | None) -> str:
    """Return a goal's numeric target in words: "120 mm[Hg]", "at least 92 %", "60 to 80 kg"."""
    amount = number(attr(value, "value"))
    if amount is not None:
        return clean(f"{short(amount)} {unit_of(value)}")
    low, high = kid(value, "low"), kid(value, "high")
    first, last = number(attr(low, "value")), number(attr(high, "value"))
    unit = unit_of(low) or unit_of(high)
    if first is not None and last is not None:
        return clean(f"{short(first)} to {short(last)} {unit}")
    if first is not None:
        return clean(f"at least {short(first)} {unit}")
    return clean(f"at most {short(last)} {unit}") if last is not None else ""


def encounters(entry: El, document: Document) -> Iterator[Found[Encounter] | Left]:
    """Yield the visit or stay of one entry."""
    code = kid(entry, "code")
    found = codings(code)
    when = span(kid(entry, "effectiveTime"))
    kind = words(code, document.narrative) or document.narrative.told(kid(entry, "text"))[:250]
    if entry.tag != "encounter" or has_null_flavor(entry) or is_negated(entry) or is_unsaid(kind):
        yield Left("It is not a visit.", fault=False)
        return
    if attr(entry, "moodCode").upper() in PLANNED_MOODS:
        yield Left("It is a planned visit.", fault=False)
        return
    kind = kind or code_label(found)
    if not kind and when.start.date is None:
        yield Left("It says neither what the visit was nor when.", fault=not has_null_flavor(code))
        return
    encounter = Encounter(
        kind=kind or "Visit",
        class_code=_class(found),
        status=status_code(entry),
        start=when.start.date,
        end=when.end.date,
        reason=_reason(entry, document),
        provider=_performer(entry),
        place=_place(entry),
    )
    content = ("encounter", kind, when.start.date.iso() if when.start.date else "", encounter.reason)
    yield Found(encounter, id_of(entry), content, author_of(entry, document))


def _class(found: tuple[Coding, ...]) -> str:
    return next((c.code for c in found if c.system == ACT_CODE or c.code in _CLASSES), "")


def _reason(entry: El, document: Document) -> str:
    """Return why the visit took place: its stated reason, else its diagnoses."""
    observations = list(related(entry, "observation", types=("RSON",)))
    for act in related(entry, "act"):
        observations.extend(related(act, "observation"))
    observations.extend(related(entry, "observation", types=("SUBJ", "COMP")))
    reasons = []
    for observation in observations:
        value = kid(observation, "value")
        said = words(value, document.narrative) or document.narrative.told(kid(observation, "text"))
        if said and not is_negated(observation):
            reasons.append(said[:250])
    return "; ".join(list(dict.fromkeys(reasons))[:10])


def _performer(entry: El) -> str:
    for who in kids(entry, "performer", "assignedEntity"):
        name = person_name(kid(who, "assignedPerson", "name"))
        if name:
            return name
    return next(
        (
            t
            for n in kids(entry, "performer", "assignedEntity", "representedOrganization", "name")
            if (t := text_of(n))
        ),
        "",
    )


def _place(entry: El) -> str:
    for participant in kids(entry, "participant"):
        role = kid(participant, "participantRole")
        if attr(participant, "typeCode") == "LOC" or attr(role, "classCode") == "SDLOC":
            name = text_of(kid(role, "playingEntity", "name")) or text_of(kid(role, "scopingEntity", "desc"))
            if name or labels(kid(role, "code")):
                return name or labels(kid(role, "code"))
    return ""


def procedures(entry: El, document: Document) -> Iterator[Found[Procedure] | Left]:
    """Yield what was done according to one entry: a procedure, an act or an observation."""
    if entry.tag not in ("procedure", "act", "observation"):
        yield Left("It is not a procedure.", fault=False)
        return
    code = kid(entry, "code")
    found = codings(code)
    name = words(code, document.narrative) or document.narrative.told(kid(entry, "text"))[:250]
    if is_negated(entry):
        yield Left("It says that this was not done.", fault=False)
    elif attr(entry, "moodCode").upper() in PLANNED_MOODS:
        yield Left("It is planned, not done.", fault=False)
    elif has_null_flavor(entry) or is_unsaid(name) or (not found and not name):
        empty = has_null_flavor(entry) or has_null_flavor(code) or is_unsaid(name)
        yield Left("It names no procedure.", fault=not empty)
    else:
        when = span(kid(entry, "effectiveTime"))
        day = when.start.date or when.end.date
        procedure = Procedure(name or _own_label(found), found, status_code(entry), day)
        first = (found[0].system, found[0].code) if found else ("", name)
        content = ("procedure", *first, day.iso() if day else "")
        yield Found(procedure, id_of(entry), content, author_of(entry, document))


def _own_label(found: tuple[Coding, ...]) -> str:
    return next((f"Procedure {c.code}" for c in found if c.system == CPT), "") or code_label(found)


def coverages(entry: El, document: Document) -> Iterator[Found[Coverage] | Left]:
    """Yield the policies of one coverage act."""
    policies = list(related(entry, "act")) or [entry]
    for policy in policies:
        coverage = _coverage(policy, document)
        if coverage is None:
            yield Left("It names no payer.", fault=False)
        else:
            content = ("coverage", coverage.payer, coverage.member_id)
            yield Found(coverage, id_of(policy), content, author_of(policy, document))


def _coverage(policy: El, document: Document) -> Coverage | None:
    payer = ""
    for performer in kids(policy, "performer"):
        entity = kid(performer, "assignedEntity")
        is_guarantor = attr(kid(entity, "code"), "code").upper() == "GUAR"
        name = text_of(kid(entity, "representedOrganization", "name"))
        if name and not is_guarantor and not has_null_flavor(kid(entity, "representedOrganization", "name")):
            payer = payer or name
    covered = next((one for one in kids(policy, "participant") if attr(one, "typeCode") == "COV"), None)
    role = kid(covered, "participantRole")
    member = next((attr(one, "extension") for one in kids(role, "id") if attr(one, "extension")), "")
    if not payer:
        return None
    when = span(kid(covered, "time"))
    plans = [document.narrative.told(kid(act, "text")) for act in related(policy, "act")]
    return Coverage(
        payer=payer,
        plan=next((text for text in plans if text), ""),
        member_id=member,
        kind=labels(kid(policy, "code")),
        start=when.start.date,
        end=when.end.date,
    )
