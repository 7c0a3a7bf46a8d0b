import pathlib

import pytest

from dateline.errors import SettingsError
from dateline.settings import Settings, load_settings


def test_without_anything_the_defaults_hold() -> None:
    assert load_settings(environment={}) == Settings()


def test_a_variable_beats_the_file(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "dateline.toml"
    path.write_text('reader = "rules"\nmax_characters = 1000\n')
    assert load_settings(path, {}).reader == "rules"
    assert load_settings(path, {"DATELINE_READER": "trained"}).reader == "trained"
    assert load_settings(None, {"DATELINE_SETTINGS": str(path)}).max_characters == 1000


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("reeder = 'rules'", "reeder"),
        ("reader = 'magic'", "magic"),
        ("max_characters = 'many'", "whole number"),
        ("max_characters = 0", "at least 1"),
        ("reader = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: pathlib.Path, content: str, part: str) -> None:
    path = tmp_path / "dateline.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=part):
        load_settings(path, {})


def test_a_missing_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        load_settings(tmp_path / "nowhere.toml", {})
