"""The page on exports names every format, and its commands are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from dateline.cli.app import app
from dateline.export.forms import FORMS
from dateline.export.merged import FORMS as MERGED

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
COMMANDS = re.findall(r"^dateline export .*$", PAGE, re.M)


def test_every_format_has_its_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.M) == list(FORMS)


def test_formats_that_append_and_merge_are_the_ones_named() -> None:
    appends = re.search(r"It works for (.*?)\.", PAGE)
    assert appends
    assert re.findall(r"`(\w+)`", appends[1]) == [name for name, form in FORMS.items() if form.appends]
    merged = re.search(r"one row an event instead of one an account, as (.*?):", PAGE)
    assert merged
    assert tuple(re.findall(r"`(\w+)`", merged[1])) == MERGED


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_commands(command: str) -> None:
    group = typer.main.get_command(app)
    arguments = shlex.split(command)[2:]
    context = group.commands["export"].make_context("export", arguments)  # type: ignore[attr-defined]
    assert context.params["form"] in FORMS


def test_options_named_are_options() -> None:
    group = typer.main.get_command(app)
    known = {name for option in group.commands["export"].params for name in option.opts}  # type: ignore[attr-defined]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= known
