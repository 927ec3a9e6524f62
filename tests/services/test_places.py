"""Where a new practice file may lie, and taking an unfinished one away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.services.passphrases import strength, suggestion
from ccmdesk.services.places import discard_new_practice, new_practice_folder
from tests.practice_files import fresh_practice


def test_a_good_place_gives_the_folder_and_makes_nothing(tmp_path: Path) -> None:
    assert new_practice_folder(tmp_path, " Lakeview ") == tmp_path / "Lakeview.ccmdesk"
    assert new_practice_folder(tmp_path, "Lakeview.ccmdesk") == tmp_path / "Lakeview.ccmdesk"
    assert not (tmp_path / "Lakeview.ccmdesk").exists()


@pytest.mark.parametrize("name", ["", "  ", ".ccmdesk", ".hidden", "a/b", "a:b", "a\nb", 'a"b'])
def test_a_name_that_no_system_takes_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidValue) as told:
        new_practice_folder(tmp_path, name)
    assert told.value.field == "name"


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    for parent in (tmp_path / "missing", Path("Documents")):
        with pytest.raises(InvalidValue) as told:
            new_practice_folder(parent, "Lakeview")
        assert told.value.field == "folder"


def test_a_link_of_that_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "Lakeview.ccmdesk").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidValue, match="already"):
        new_practice_folder(tmp_path, "Lakeview")


def test_an_unfinished_practice_goes_and_nothing_beside_it(tmp_path: Path) -> None:
    opened = fresh_practice(tmp_path)
    (tmp_path / "letter.txt").write_text("kept", encoding="utf-8")
    discard_new_practice(opened)
    assert not opened.folder.exists()
    assert (tmp_path / "letter.txt").exists()


def test_what_cannot_be_removed_is_named(tmp_path: Path) -> None:
    opened = fresh_practice(tmp_path)
    shutil.rmtree(opened.folder)
    with pytest.raises(UserError, match="Delete the folder"):
        discard_new_practice(opened)


def test_suggested_words_are_strong_and_names_are_not() -> None:
    words = suggestion()
    assert len(words.split()) == 6
    assert strength(words, ()).accepted
    assert not strength("Lakeview Family Medicine", ("Lakeview Family Medicine",)).accepted
