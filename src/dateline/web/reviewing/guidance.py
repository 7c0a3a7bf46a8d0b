"""The guidelines' words beside the field they concern.

In: `guidance.toml`. Out: a title and a text for each field of the form.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

PATH = Path(__file__).parent.parent / "guidance.toml"


@functools.cache
def load_guidance() -> dict[str, dict[str, str]]:
    """Give `title` and `text` by field."""
    return tomllib.loads(PATH.read_text("utf-8"))
