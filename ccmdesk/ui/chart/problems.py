"""Put the problems of a chart in the order in which a nurse looks for them: chronic ones first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ccmdesk.domain.chart import Condition, FactStatus, Recorded

_CHRONIC_CODES = re.compile(
    r"(?:B18|B20|C\d\d|D5[5-7]|D6[4-9]|E0[3-5]|E0[89]|E1[0-3]|E66|E78|F0[1-3]|F1[0-9]|F2[0-9]|F3[1-4]|F4[1-3]"
    r"|G20|G30|G35|G40|G47|I1[0-6]|I2[05]|I27|I4[2-9]|I5[01]|I6[39]|I7[0-3]|J4[0-7]|J84|K5[01]|K7[0-6]"
    r"|L40|M0[56]|M1[0-9]|M3[2-5]|M4[5-8]|M80|M81|N18|N40|Z9[49])"
)
_CHRONIC_WORDS = re.compile(
    r"diabet|hypertens|heart failure|chronic|copd|emphysema|asthma|kidney disease|fibrillation|coronary"
    r"|ischemic heart|hyperlipid|dyslipid|cholesterol|obes|dementia|alzheimer|parkinson|depress|osteoarthr"
    r"|rheumatoid|osteopor|hypothyroid|cancer|malignan|neoplasm|cirrhosis|stroke|epilep|sclerosis|anemia"
    r"|neuropath|retinopath|sleep apnea|gout|hepatitis c|bipolar|schizo",
    re.IGNORECASE,
)
_NOT_A_PROBLEM = re.compile(r"\((?:finding|situation|person)\)\Z")


def is_chronic(condition: Condition) -> bool:
    """Tell whether a problem is one that lasts, by its ICD-10-CM category, else by its words."""
    code = condition.icd10
    if code:
        return _CHRONIC_CODES.match(code.upper()) is not None
    return _CHRONIC_WORDS.search(condition.name) is not None


def current_problems(conditions: Sequence[Recorded[Condition]]) -> tuple[Recorded[Condition], ...]:
    """Return the problems that have not ended: chronic ones, then others, then mere findings."""
    current = [one for one in conditions if one.value.status is not FactStatus.ENDED]
    return tuple(sorted(current, key=lambda one: _rank(one.value)))


def ended_problems(conditions: Sequence[Recorded[Condition]]) -> tuple[Recorded[Condition], ...]:
    """Return the problems that have ended, in the order given."""
    return tuple(one for one in conditions if one.value.status is FactStatus.ENDED)


def problem_words(name: str) -> str:
    """Return the name of a problem or role without the kind that SNOMED adds in brackets."""
    return re.sub(
        r"\s*\((?:disorder|finding|situation|person|procedure|occupation|qualifier value)\)\Z", "", name
    )


def _rank(condition: Condition) -> int:
    if is_chronic(condition):
        return 0
    return 2 if _NOT_A_PROBLEM.search(condition.name) else 1
