"""Settings of this machine: kept whole, read tolerantly, and nobody else's business."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.settings import Known, Settings, load_settings, save_settings, settings_path, state_folder

LAKEVIEW = Known("a.ccmdesk", "Lakeview Family Medicine", "America/Denver", 2)
CHOSEN = Settings(look="dark", zoom=150, width=1600, practices=("a.ccmdesk",), known=(LAKEVIEW,))


def test_settings_come_back_as_they_were_kept_and_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    save_settings(CHOSEN, path)
    assert load_settings(path) == CHOSEN
    assert path.stat().st_mode & 0o777 == 0o600
    save_settings(Settings(), path)
    assert load_settings(path) == Settings()
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "[1]",
        "null",
        "[" * 100_000,
        '{"zoom": "big", "look": 7, "practices": "x", "known": 1}',
        "\ud800",
    ],
)
def test_what_cannot_be_read_has_its_default(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "settings.json"
    if text is not None:
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
    assert load_settings(path) == Settings()


def test_good_values_beside_bad_ones_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    found = {"zoom": 125, "width": True, "maximized": 1, "practices": ["a", 7, "b"], "of_later": 1}
    bad = [7, "a", {}, {"folder": 1}, {"folder": "b", "of_later": 1}, {"folder": "c", "user_id": True}]
    found["known"] = [*bad, {"folder": "a", "user_id": 2}]
    path.write_text(json.dumps(found), encoding="utf-8")
    assert load_settings(path) == Settings(zoom=125, practices=("a", "b"), known=(Known("a", user_id=2),))


def test_a_disk_that_refuses_is_not_worth_a_word(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    save_settings(CHOSEN, tmp_path / "file" / "settings.json")
    (tmp_path / "folder").mkdir()
    save_settings(CHOSEN, tmp_path / "folder")
    assert {file.name for file in tmp_path.iterdir() if not file.name.startswith(".")} == {"file", "folder"}
    assert not list(tmp_path.glob(".folder*"))


@given(names=st.lists(st.sampled_from("abcdefghij"), max_size=20))
def test_the_last_practice_comes_first_and_six_are_remembered(names: list[str]) -> None:
    settings = Settings()
    for name in names:
        settings = settings.with_practice(Path(name))
    newest = list(dict.fromkeys(reversed(names)))
    assert list(settings.practices) == newest[:6]


@given(names=st.lists(st.sampled_from("abcdefghij"), max_size=20))
def test_what_is_known_of_a_practice_file_is_the_last_word_on_it(names: list[str]) -> None:
    settings = Settings()
    for at, name in enumerate(names):
        settings = settings.with_known(Known(name, user_id=at + 1))
    assert len(settings.known) == min(len(set(names)), 6)
    if names:
        assert settings.known_of(Path(names[-1])) == Known(names[-1], user_id=len(names))
    assert settings.known_of(Path("never")) == Known("never")


def test_nothing_among_them_could_name_a_patient() -> None:
    kinds = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    assert {name for name, kind in kinds.items() if kind in (str, tuple)} == {"look", "practices", "known"}
    assert [field.name for field in fields(Known)] == ["folder", "name", "zone", "user_id"]


def test_files_lie_where_this_user_keeps_such_things(tmp_path: Path) -> None:
    assert settings_path().name == "settings.json"
    assert settings_path().parent.name == state_folder().name == "ccmdesk"
    assert settings_path().is_relative_to(tmp_path) and state_folder().is_relative_to(tmp_path)
