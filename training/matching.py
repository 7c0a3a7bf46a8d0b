"""What the program reads in annotated reports, its accounts matched to the annotated ones.

In: annotated readings and their parsed documents. Out: each document as the steps that place and date accounts find
it, with the annotated event of each account that was found with its type.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from dateline.evaluate.mistakes import match_events
from dateline.extract.claims import judge_claims
from dateline.extract.decode import ReadByEncoder
from dateline.extract.encoder import load_encoder
from dateline.pipeline import run_steps
from dateline.records import Document
from dateline.resolve.actors import resolve_actors
from dateline.resolve.places import resolve_places
from dateline.resolve.sides import name_pairs
from training.corpus import read_by_rules

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A report: its annotated reading, what was read, annotated events by the number of our account, and our entities
    by the annotated one's id."""

    reading: Json
    document: Document
    events: dict[int, Json]
    ours: dict[str, str]


def match_readings(
    readings: list[Json], scorer: ModuleType, cache: pathlib.Path | None = None, model: str | None = None
) -> Iterator[Match]:
    """Read the texts of annotated readings by the shipped reader or that of the file `model`; match what is found."""
    for reading, document in zip(readings, read_by_rules(readings, cache), strict=True):
        yield match_reading(reading, document, scorer, model)


def match_reading(reading: Json, document: Document, scorer: ModuleType, model: str | None = None) -> Match:
    """Read one report that the rules have read, and match its accounts. Thresholds are those of the shipped reader."""
    read = ReadByEncoder(model, load_encoder().thresholds)
    found = run_steps(document, (read, judge_claims, resolve_actors, name_pairs, resolve_places))
    ours = {gold: id_ for id_, gold in scorer.align_entities(reading["entities"], tell(found)["entities"]).items()}
    return Match(reading, found, find_events(reading, found, scorer), ours)


def find_events(reading: Json, found: Document, scorer: ModuleType) -> dict[int, Json]:
    """Give the annotated events of the accounts that were found with their types, by the number of the account."""
    return {
        j: event
        for i, j in match_events(scorer, reading, tell(found))
        if (event := reading["events"][i])["type"] == found.accounts[j].type
    }


def tell(document: Document) -> Json:
    """Give the entities and accounts of a document in the form of the corpus, as far as matching needs it."""
    entities = [
        {"id": entity.id, "kind": entity.kind, "mentions": [[span.start, span.end] for span in entity.mentions]}
        for entity in document.entities
    ]
    events = [
        {
            "type": account.type,
            "trigger": [account.trigger.start, account.trigger.end],
            "also": [[span.start, span.end] for span in account.also],
            "actor": list(account.actor),
            "recipient": list(account.recipient),
        }
        for account in document.accounts
    ]
    return {"entities": entities, "events": events}
