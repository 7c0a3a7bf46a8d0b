"""FollowTheMoney: entities for Aleph, OpenAleph and yente, one JSON object a line.

In: readings and a path. Out: for each report an `Article`, for each party an entity (`Person`, `Organization`,
`PublicBody` where its sector is GOV, MIL, COP, LEG, JUD or SPY, `LegalEntity` for groups), for each account an
`Event`, and an `UnknownLink` from each actor to each recipient. Events and links carry the report's address, the
article they are proved by, the quote, and in `notes` the offsets and who says so. Every entity is checked by the
library's own model (extra `exports`). FollowTheMoney has no modality: the name of an account that is alleged, denied,
planned or did not happen says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dateline.errors import SettingsError
from dateline.export.codes import find_country
from dateline.export.dyads import describe_pair, make_pairs
from dateline.export.identity import make_row_id
from dateline.export.spots import find_spot
from dateline.export.streams import dump, open_text
from dateline.export.view import ReadingView, describe_quantity, describe_status, one_line
from dateline.intervals import find_days
from dateline.records import Account, Entity, Reading

PUBLIC_BODIES = ("GOV", "MIL", "COP", "LEG", "JUD", "SPY")
SCHEMATA = {"person": "Person", "org": "Organization", "group": "LegalEntity"}


class FtmWriter:
    """Writes entities as readings come; raises `SettingsError` without followthemoney."""

    def __init__(self, out: Path, *, append: bool = False) -> None:
        try:
            from followthemoney import model
        except ImportError as error:
            raise SettingsError("followthemoney is not installed: pip install 'dateline[exports]'") from error
        self.model = model
        self.paths = (out,)
        self.stream = open_text(out, append=append)
        self.seen: set[str] = set()

    def write(self, reading: Reading) -> int:
        """Write the entities of one reading and say how many accounts they tell of."""
        view = ReadingView(reading)
        article = self._write_article(view)
        for account in view.accounts:
            self._write_event(view, account, article)
        self.stream.flush()
        return len(view.accounts)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def _write(self, schema: str, key: str, values: dict[str, Any]) -> str:
        if key not in self.seen:
            self.seen.add(key)
            entity = self.model.make_entity(schema)
            entity.id = key
            for name, value in values.items():
                entity.add(name, one_line(value) if isinstance(value, str) else value)
            self.stream.write(dump(entity.to_dict()) + "\n")
        return key

    def _write_article(self, view: ReadingView) -> str:
        report = view.reading.report
        key = make_row_id("article", report.id)
        values = {
            "title": report.title,
            "name": report.title,
            "publisher": report.outlet,
            "sourceUrl": report.url,
            "publishedAt": report.published,
            "date": report.published,
            "language": report.language,
            "contentHash": report.id,
        }
        return self._write("Article", key, values)

    def _write_party(self, entity: Entity) -> str:
        public = entity.kind == "org" and any(sector in PUBLIC_BODIES for sector in entity.sector)
        schema = "PublicBody" if public else SCHEMATA.get(entity.kind, "LegalEntity")
        country = find_country(entity.country)
        key = make_row_id("actor", entity.name, entity.kind, entity.country or "")
        values = {"name": entity.name, "country": country.iso2 if country else None}
        if entity.kind == "person":
            values["position"] = entity.role
        return self._write(schema, key, values)

    def _write_event(self, view: ReadingView, account: Account, article: str) -> None:
        report = view.reading.report
        first, last = find_days(account.date)
        spot = find_spot(view, account)
        shared = {
            "recordId": account.id,
            "sourceUrl": report.url,
            "publisher": report.outlet,
            "proof": article,
            "summary": account.sentence.quote,
            "startDate": first.isoformat() if first else None,
            "endDate": last.isoformat() if last else None,
        }
        if first and first == last:
            shared["date"] = first.isoformat()
        actors, recipients = view.entities(account.actor), view.entities(account.recipient)
        parties = [self._write_party(entity) for entity in [*actors, *recipients] if entity.kind != "place"]
        status = describe_status(account)
        name = f"{account.type} ({', '.join(status)})" if status else account.type
        words = " – ".join(entity.name for entity in [*actors[:1], *recipients[:1]])
        values = {
            **shared,
            "name": f"{name}: {words}" if words else name,
            "keywords": [account.type, *account.mode, *account.context],
            "involved": parties,
            "location": [entity.name for entity in view.entities(account.place)],
            "country": spot.country.iso2 if spot and spot.country else None,
            "notes": _describe(view, account),
        }
        self._write("Event", make_row_id("event", report.id, account.id), values)
        for actor, recipient in make_pairs(view, account):
            if actor and recipient and "place" not in (actor.kind, recipient.kind):
                pair = describe_pair(actor, recipient)
                link = {
                    **shared,
                    "subject": self._write_party(actor),
                    "object": self._write_party(recipient),
                    "role": name,
                    "description": _describe(view, account),
                }
                self._write("UnknownLink", make_row_id("link", report.id, account.id, *pair), link)


def _describe(view: ReadingView, account: Account) -> str:
    """Say where the words stand, who says so, and the numbers."""
    words = [
        f"Characters {account.sentence.start} to {account.sentence.end}, "
        f"“{account.trigger.quote}” {account.trigger.start} to {account.trigger.end}."
    ]
    if source := view.describe_sources(account):
        words.append(f"According to {source}.")
    if account.quantity:
        words.append(f"{'; '.join(describe_quantity(quantity) for quantity in account.quantity).capitalize()}.")
    return " ".join(words)
