"""Templates: one environment that escapes everything, with the filters that pages share.

In: nothing. Out: a Jinja2 `Environment`. Static files are named with a hash of their bytes, so that browsers may keep
them for good.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dateline.version import __version__
from dateline.web import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
EXPORT = HERE.parent / "export" / "templates"
"""What the page of one report brings along: served under `static/export/`, so that nothing is written twice."""


def make_environment() -> Environment:
    """Give the environment of all templates."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        date=words.render_date, moment=words.render_moment, number=words.render_number, figure=words.write_figure,
        share=words.write_share, code=words.write_code, status=words.write_status, day=words.write_day,
    )  # fmt: skip
    environment.globals.update(static=name_static, version=__version__, words=words)
    return environment


@functools.cache
def name_static(path: str) -> Markup:
    """Give the address of a static file."""
    inner = path.removeprefix("export/")
    data = (STATIC / path if inner == path else EXPORT / inner).read_bytes()
    return Markup(f"/static/{path}?v={hashlib.sha256(data).hexdigest()[:12]}")
