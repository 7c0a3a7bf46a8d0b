"""The codes of the formats that analysts load: PLOVER types and sectors, countries and columns in other schemes.

In: records of a reading. Out: rows of the tables in `data/export/`, or None where a scheme has no such code: a code is
never guessed. CAMEO codes and their scores follow the CAMEO manual (1.1b3) as GDELT uses it, the classes of ACLED its
codebook; `data/sources.d/export.md` says where each table comes from.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from dateline.data import load_table
from dateline.records import Account, Entity

ColumnType = Literal["text", "integer", "number", "date"]


@dataclass(frozen=True, slots=True)
class Cameo:
    """A CAMEO event code: `code` of three or four digits, its Goldstein score and its label."""

    code: str
    goldstein: float
    label: str

    @property
    def base(self) -> str:
        """The code's first three digits."""
        return self.code[:3]

    @property
    def root(self) -> str:
        """The code's first two digits."""
        return self.code[:2]

    @property
    def quad_class(self) -> int:
        """GDELT's class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
        root = int(self.root)
        return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


@dataclass(frozen=True, slots=True)
class Country:
    """A country in several schemes; an empty string where a scheme has no code for it."""

    iso3: str
    iso2: str
    numeric: str
    name: str
    fips: str
    cameo: str
    cow: str
    acled_region: str


@dataclass(frozen=True, slots=True)
class AcledClass:
    """ACLED's disorder type, event type and sub-event type; empty where the words do not decide."""

    disorder_type: str
    event_type: str
    sub_event_type: str


@functools.cache
def load_columns(form: str) -> dict[str, ColumnType]:
    """Give the columns of a format in their order, with their types."""
    return {row["column"]: row["type"] for row in load_table("export/columns.tsv") if row["format"] == form}  # type: ignore[misc]


@functools.cache
def load_country_codes() -> dict[str, Country]:
    """Give countries by ISO 3166-1 alpha-3."""
    return {row["iso3"]: Country(**row) for row in load_table("export/country_codes.tsv")}


@functools.cache
def load_sector_codes() -> dict[str, dict[str, str]]:
    """Give, by PLOVER sector, its codes in `cameo`, `icews` and `acled`, the `side` (armed, civilian) and `public`."""
    return {row["sector"]: row for row in load_table("export/sector_codes.tsv")}


def find_country(code: str | None) -> Country | None:
    """Give a country by its alpha-3 code; None for None, for bodies of several countries and for unknown codes."""
    return load_country_codes().get(code or "")


def find_cameo(account: Account) -> Cameo:
    """Give the CAMEO code of an account: of its first mode that has one, else of its type."""
    table = _load_cameo()
    for mode in account.mode:
        if (account.type, mode) in table:
            return table[account.type, mode]
    return table[account.type, ""]


def find_acled(account: Account, target: str) -> AcledClass | None:
    """Give the ACLED classes of an account, None for a type that ACLED does not hold.

    `target` is the side of those it is done to: `armed`, `civilian`, `protester` or empty. What mode and target
    together decide comes first, then the mode, then the target, then the type.
    """
    table = _load_acled()
    for mode in account.mode:
        for key in ((account.type, mode, target), (account.type, mode, "")):
            if key in table:
                return table[key]
    return table.get((account.type, "", target)) or table.get((account.type, "", ""))


def map_sectors(entities: list[Entity], scheme: str) -> list[str]:
    """Give the codes of entities' sectors in a scheme, in order and each once; sectors without a code are left out."""
    table = load_sector_codes()
    found = dict.fromkeys(table[sector][scheme] for entity in entities for sector in entity.sector if sector in table)
    return [code for code in found if code]


@functools.cache
def _load_cameo() -> dict[tuple[str, str], Cameo]:
    return {
        (row["type"], row["mode"]): Cameo(row["cameo"], float(row["goldstein"]), row["label"])
        for row in load_table("export/plover_cameo.tsv")
    }


@functools.cache
def _load_acled() -> dict[tuple[str, str, str], AcledClass]:
    return {
        (row["type"], row["mode"], row["target"]): AcledClass(
            row["disorder_type"], row["event_type"], row["sub_event_type"]
        )
        for row in load_table("export/plover_acled.tsv")
    }
