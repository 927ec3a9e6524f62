"""The command line: the shapes it prints, the codes it ends with, and one line on standard error."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccmdesk import __version__
from ccmdesk.cli import run
from ccmdesk.cli_common import FAILED, IN_USE, SOME_REJECTED, USAGE
from ccmdesk.domain.chart import Patient, Sex
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import UserError
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.security.kdf import KdfParameters
from ccmdesk.services import demo
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, copied_practice

ROOT = Path(__file__).parents[1]
PERSON = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Lund", "given": ["Joe"]}],
    "birthDate": "1948-05-06",
    "gender": "male",
}
PROBLEM = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/p1"},
    "code": {"text": "Asthma"},
    "clinicalStatus": {"coding": [{"code": "active"}]},
}
ARROYO = {**PERSON, "id": "p2", "name": [{"family": "Arroyo"}]}
OSEY = {
    **PERSON,
    "name": [{"family": "Osey", "given": ["Ama"]}],
    "birthDate": "1950-02-03",
    "gender": "female",
}
COUNTS = {
    "patients",
    "conditions",
    "medications",
    "allergies",
    "observations",
    "care_team",
    "goals",
    "encounters",
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a practice file with one patient, whose passphrase is in the environment."""
    monkeypatch.setenv("CCMDESK_PASSPHRASE", PASSPHRASE)
    folder = copied_practice(tmp_path)
    opened = open_practice(folder, login=None, passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    add_patient(opened.store, opened.actor, Patient("Osei", "Ama", date(1950, 2, 3), Sex.FEMALE))
    close_practice(opened)
    return folder


@pytest.fixture
def ccmdesk(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and returns its code and both outputs."""

    def command(*arguments: object) -> tuple[int, str, str]:
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def refused(outcome: tuple[int, str, str], code: int, words: str) -> None:
    """Check that a command ended with this code, nothing printed, and one plain line of error."""
    assert outcome[0] == code
    assert outcome[1] == ""
    assert outcome[2].startswith("ccmdesk: ") and outcome[2].count("\n") == 1
    assert words in outcome[2] and "Traceback" not in outcome[2]


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def bundle(*resources: object) -> dict[str, object]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }


def test_patients_are_listed_and_searched(practice: Path, ccmdesk: Run) -> None:
    code, out, err = ccmdesk("patients", practice, "--json")
    assert (code, err) == (0, "")
    (found,) = json.loads(out)["patients"]
    assert {
        "id": 1,
        "family": "Osei",
        "given": "Ama",
        "birth_date": "1950-02-03",
        "sex": "female",
    }.items() <= (found.items())
    assert json.loads(ccmdesk("patients", practice, "--search", "nobody", "--json")[1]) == {"patients": []}
    code, out, _ = ccmdesk("patients", practice, "--search", "ama")
    assert code == 0 and out.split() == ["1", "Osei,", "Ama", "1950-02-03", "female"]


def test_the_worklist_says_whom_to_call_and_why(practice: Path, ccmdesk: Run) -> None:
    code, out, _ = ccmdesk("worklist", practice, "--month", "2026-10", "--json")
    found = json.loads(out)
    assert (code, found["month"]) == (0, "2026-10")
    (row,) = found["patients"]
    assert (row["id"], row["family"], row["month_seconds"]) == (1, "Osei", 0)
    assert (row["why"], row["reasons"], row["enrolment"]) == (
        "not_enrolled",
        ["not_enrolled"],
        "not_enrolled",
    )
    assert not {"search_key", "patient_id", "last_contact_us"} & row.keys()
    code, out, _ = ccmdesk("worklist", practice)
    assert code == 0 and out.split() == ["1", "Osei,", "Ama", "0:00", "not", "enrolled"]


def test_an_import_tells_of_every_file(practice: Path, tmp_path: Path, ccmdesk: Run) -> None:
    broken = {"resourceType": "Condition", "id": "c2", "subject": {"reference": "Patient/nobody"}}
    files = [
        written(tmp_path, "whole.json", bundle(PERSON, PROBLEM)),
        written(
            tmp_path, "part.json", bundle({**PERSON, "id": "p2", "name": [{"family": "Arroyo"}]}, broken)
        ),
        written(tmp_path, "hostile.xml", '<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument/>'),
        tmp_path / "missing.json",
    ]
    code, out, err = ccmdesk("import", practice, *files, "--json")
    assert (code, err) == (SOME_REJECTED, "")
    told = json.loads(out)["files"]
    assert [each["path"] for each in told] == [str(file) for file in files]
    assert [each["status"] for each in told] == ["imported", "partial", "rejected", "rejected"]
    assert [each["kind"] for each in told] == ["fhir", "fhir", "ccda", "unknown"]
    for each in told:
        assert each.keys() == {"path", "kind", "status", "reason", "counts", "skipped"}
        assert each["counts"].keys() >= COUNTS
        assert bool(each["reason"]) == (each["status"] != "imported")
        assert all(skipped.keys() == {"where", "why"} for skipped in each["skipped"])
    assert (told[0]["counts"]["patients"], told[0]["counts"]["conditions"]) == (1, 1)
    assert told[1]["skipped"]
    found = json.loads(ccmdesk("patients", practice, "--json")[1])["patients"]
    assert [each["family"] for each in found] == ["Arroyo", "Lund", "Osei"]


def test_an_import_without_rejected_files_ends_well_and_the_second_adds_nobody(
    practice: Path, tmp_path: Path, ccmdesk: Run
) -> None:
    file = written(tmp_path, "whole.json", bundle(PERSON, PROBLEM))
    for _ in range(2):
        code, out, _ = ccmdesk("import", practice, file)
        assert code == 0 and out.startswith("imported") and str(file) in out
    assert len(json.loads(ccmdesk("patients", practice, "--json")[1])["patients"]) == 2


def test_a_look_alike_is_left_out_until_a_person_says_who_it_is(
    practice: Path, tmp_path: Path, ccmdesk: Run
) -> None:
    alike = {
        **PERSON,
        "name": [{"family": "Osey", "given": ["Ama"]}],
        "birthDate": "1950-02-03",
        "gender": "female",
    }
    file = written(tmp_path, "alike.json", bundle(alike, PROBLEM))

    def people() -> int:
        return len(json.loads(ccmdesk("patients", practice, "--json")[1])["patients"])

    (asked,) = json.loads(ccmdesk("import", practice, file, "--json")[1])["files"]
    assert (asked["status"], people()) == ("partial", 1)
    assert asked["reason"]
    assert ccmdesk("import", practice, file, "--same")[0] == 0
    assert people() == 1
    other = {**OSEY, "id": "p9", "name": [{"family": "Osej", "given": ["Ama"]}]}
    assert ccmdesk("import", practice, written(tmp_path, "new.json", other), "--new")[0] == 0
    assert people() == 2


def test_papers_are_written_where_asked(practice: Path, tmp_path: Path, ccmdesk: Run) -> None:
    for paper in ("consent", "time-sheet"):
        out = tmp_path / f"{paper}.pdf"
        assert ccmdesk("report", paper, practice, "--patient", 1, "--month", "2026-11", "--out", out) == (
            0,
            "",
            "",
        )
        assert "Osei" in PdfReader(out).pages[0].extract_text()
        assert out.stat().st_mode & 0o777 == 0o600
    assert ccmdesk("report", "time-sheet", practice, "--patient", 1, "--out", tmp_path / "now.pdf")[0] == 0
    plan = ccmdesk("report", "care-plan", practice, "--patient", 1, "--out", tmp_path / "plan.pdf")
    refused(plan, FAILED, "no care plan for this patient yet")
    lost = ccmdesk("report", "consent", practice, "--patient", 1, "--out", tmp_path / "no" / "where.pdf")
    refused(lost, FAILED, "could not be written")
    assert not (tmp_path / "plan.pdf").exists()


def test_a_check_has_a_line_each(practice: Path, ccmdesk: Run) -> None:
    code, out, _ = ccmdesk("check", practice)
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", name] for name in ("key", "schema", "encryption", "integrity", "audit")
    ]
    found = json.loads(ccmdesk("check", practice, "--json")[1])
    assert found["passed"] is True
    assert all(check.keys() == {"name", "passed", "words"} for check in found["checks"])


def test_a_check_that_finds_something_wrong_ends_so(
    practice: Path, ccmdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccmdesk.services.checks.structure_faults", lambda _: ["page 3 is lost"])
    code, out, _ = ccmdesk("check", practice)
    assert code == FAILED and "WRONG  integrity   page 3 is lost" in out
    assert json.loads(ccmdesk("check", practice, "--json")[1])["passed"] is False


def test_the_passphrase_comes_from_a_file_the_environment_or_a_prompt(
    practice: Path, tmp_path: Path, ccmdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "secret", f"{PASSPHRASE}\r\n")
    monkeypatch.setenv("CCMDESK_PASSPHRASE", "wrong")
    refused(ccmdesk("patients", practice), FAILED, "not right")
    assert ccmdesk("patients", practice, "--passphrase-file", file)[0] == 0
    refused(
        ccmdesk("patients", practice, "--passphrase-file", tmp_path / "none"),
        FAILED,
        "passphrase file cannot be read",
    )
    monkeypatch.delenv("CCMDESK_PASSPHRASE")
    monkeypatch.setattr("getpass.getpass", lambda _: PASSPHRASE)
    assert ccmdesk("patients", practice, "--user", "sara")[0] == 0
    refused(ccmdesk("patients", practice, "--user", "nobody"), FAILED, "not right")


@pytest.mark.parametrize("answer", [EOFError, KeyboardInterrupt])
def test_no_answer_to_the_prompt_ends_without_a_traceback(
    practice: Path, ccmdesk: Run, monkeypatch: pytest.MonkeyPatch, answer: type[BaseException]
) -> None:
    def gone(_: str) -> str:
        raise answer

    monkeypatch.delenv("CCMDESK_PASSPHRASE")
    monkeypatch.setattr("getpass.getpass", gone)
    code, out, err = ccmdesk("patients", practice)
    assert (code, out) == (FAILED, "")
    assert "Traceback" not in err


def test_a_practice_that_is_not_there_is_a_sentence(tmp_path: Path, ccmdesk: Run, practice: Path) -> None:
    refused(ccmdesk("patients", tmp_path / "none.ccmdesk"), FAILED, "There is no practice file at this place")


def test_a_practice_that_a_window_holds_is_in_use(practice: Path, ccmdesk: Run) -> None:
    opened = open_practice(practice, login=None, passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    refused(ccmdesk("worklist", practice), IN_USE, "in use by Sara Okafor on ")
    close_practice(opened)
    assert ccmdesk("worklist", practice)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["patients"],
        ["worklist", "x", "--month", "October"],
        ["report", "superbill", "x", "--patient", "1", "--out", "y"],
        ["report", "consent", "x", "--out", "y"],
        ["demo", "x", "--patients", "0"],
        ["demo", "x", "--patients", "many"],
        ["import", "x"],
        ["import", "x", "y", "--same", "--new"],
        ["patients", "x", "--passphrase", "secret"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_from_refusal(ccmdesk: Run, arguments: list[str]) -> None:
    code, out, err = ccmdesk(*arguments)
    assert (code, out) == (USAGE, "")
    assert "usage:" in err and "Traceback" not in err


@pytest.fixture
def cheap_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let demo practices be made with cheap keys."""

    def cheap(_: object) -> KdfParameters:
        return CHEAP

    monkeypatch.setattr(demo, "parameters_for", cheap)


FACTS = (
    "practice",
    "billing_practitioner",
    "app_user",
    "user_role",
    "patient",
    "patient_identifier",
    "chart_fact",
    "enrolment",
    "consent",
    "follow_up",
    "contact",
    "time_entry",
    "time_piece",
    "care_plan_draft",
    "care_plan_version",
)


def digest_of_facts(store: Store) -> str:
    """Return a digest of every row that is a fact of the practice; keys and audit times are none."""
    digest = hashlib.sha256()
    with reading(store) as connection:
        for table in FACTS:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all()
            assert rows, f"{table} is empty: this test would prove nothing"
            digest.update(repr([tuple(row) for row in rows]).encode())
    return digest.hexdigest()


def test_the_same_seed_makes_the_same_practice_and_another_one_another(
    tmp_path: Path, ccmdesk: Run, monkeypatch: pytest.MonkeyPatch, cheap_demo: None
) -> None:
    digests = []
    for place, seed in (("first", 7), ("second", 7), ("third", 8)):
        options = ("--patients", 60, "--months", 3, "--through", "2026-10", "--seed", seed, "--json")
        code, out, err = ccmdesk("demo", tmp_path / place, *options)
        assert (code, err) == (0, "")
        made: dict[str, Any] = json.loads(out)
        assert made.keys() == {"practice", "user", "passphrase"}
        opened = open_practice(
            Path(made["practice"]),
            login=made["user"],
            passphrase=made["passphrase"],
            clock=SettableClock(MONDAY),
        )
        digests.append(digest_of_facts(opened.store))
        close_practice(opened)
    assert digests[0] == digests[1] != digests[2]


def test_a_demo_never_takes_the_place_of_one_and_may_be_left_as_it_is(
    tmp_path: Path, ccmdesk: Run, cheap_demo: None
) -> None:
    few = ("--patients", 3, "--months", 1, "--through", "2026-10")
    code, out, _ = ccmdesk("demo", tmp_path / "demo", *few)
    assert code == 0 and out.startswith("Practice: ")
    refused(ccmdesk("demo", tmp_path / "demo", *few), FAILED, "already something with this name")
    assert ccmdesk("demo", tmp_path / "demo", *few, "--if-absent")[:2] == (0, out)
    written(tmp_path, "file", "in the way")
    for place in ("file", "file/demo"):
        refused(ccmdesk("demo", tmp_path / place, *few), FAILED, "cannot be made here")


def test_a_demo_never_moves_into_a_folder_with_other_content(
    tmp_path: Path, ccmdesk: Run, cheap_demo: None
) -> None:
    few = ("--patients", 3, "--months", 1, "--through", "2026-10")
    code, out, _ = ccmdesk("demo", tmp_path / "demo", *few, "--json")
    assert code == 0
    name = Path(json.loads(out)["practice"]).name
    other = tmp_path / "other" / name
    other.mkdir(parents=True)
    (other / "letter.txt").write_text("not ours", "utf-8")
    refused(ccmdesk("demo", tmp_path / "other", *few), FAILED, "already something with this name")
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    with pytest.raises(UserError, match="cannot be made here"):
        demo.make_demo(
            other / "letter.txt",
            patients=1,
            months=1,
            through=ServiceMonth(2026, 10),
            seed=1,
            clock=SettableClock(MONDAY),
        )


def started(*arguments: str, passphrase: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed program as a shell would."""
    environment = {**os.environ, **({} if passphrase is None else {"CCMDESK_PASSPHRASE": passphrase})}
    return subprocess.run(
        [sys.executable, "-m", "ccmdesk", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_program_itself_answers_and_imports_no_window(practice: Path) -> None:
    done = started("patients", str(practice), "--json", passphrase=PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["patients"][0]["family"] == "Osei"
    wrong = started("check", str(practice), passphrase="wrong harbor seventeen lanterns")
    refused((wrong.returncode, wrong.stdout, wrong.stderr), FAILED, "not right")
    code = "import sys, ccmdesk.cli; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_version_is_told(ccmdesk: Run) -> None:
    assert ccmdesk("--version") == (0, f"ccmdesk {__version__}\n", "")
