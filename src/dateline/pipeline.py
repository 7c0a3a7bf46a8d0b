"""The main path: a report goes down these steps once, forwards.

In: a `Report`. Out: a `Reading`. Each step takes a `Document` and returns one with more in it. Any step can be
exchanged for another of the same shape.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from dateline import __version__
from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.parts import find_parts
from dateline.annotate.published import infer_published
from dateline.annotate.quantities import find_amounts
from dateline.annotate.syntax import ParseSyntax, load_pipeline
from dateline.annotate.times import find_times
from dateline.data import hash_tables
from dateline.data.gazetteer import load_gazetteer, use_gazetteer
from dateline.errors import InputError
from dateline.extract.arguments import link_arguments
from dateline.extract.attribution import find_attributions
from dateline.extract.claims import judge_claims
from dateline.extract.decode import ReadByEncoder
from dateline.extract.encoder import load_encoder
from dateline.extract.triggers import find_triggers
from dateline.records import Coder, Document, Failure, Reading, Report
from dateline.resolve.actors import resolve_actors
from dateline.resolve.confidence import state_confidence
from dateline.resolve.dates import date_accounts
from dateline.resolve.locations import add_places
from dateline.resolve.places import resolve_places
from dateline.resolve.sectors import judge_sectors
from dateline.resolve.selection import select_entities
from dateline.resolve.sides import name_pairs
from dateline.resolve.sites import place_accounts
from dateline.settings import Settings

Step = Callable[[Document], Document]

ANNOTATE: tuple[Step, ...] = (find_times, find_amounts, find_entities, link_mentions, add_places)
HINT: tuple[Step, ...] = (find_attributions, find_triggers, link_arguments)
"""What the rules find; the encoder takes it as hints."""
EXTRACT: dict[str, tuple[Step, ...]] = {
    "rules": (*HINT, judge_claims),
    "trained": (*HINT, ReadByEncoder(), judge_claims),
}
RESOLVE: tuple[Step, ...] = (
    resolve_actors,
    name_pairs,
    judge_sectors,
    resolve_places,
    place_accounts,
    date_accounts,
    state_confidence,
    select_entities,
)


def make_steps(settings: Settings) -> tuple[Step, ...]:
    """Give the steps of the main path in their order."""
    return (
        find_parts,
        infer_published,
        ParseSyntax(settings.pipeline),
        *ANNOTATE,
        *EXTRACT[settings.reader],
        *RESOLVE,
    )


def run_steps(document: Document, steps: Iterable[Step]) -> Document:
    """Take a document through steps of the main path."""
    for step in steps:
        document = step(document)
    return document


@functools.lru_cache(maxsize=4)
def describe_coder(settings: Settings) -> Coder:
    """Say what makes a reading under these settings: the version, the pipeline and the hash of the tables."""
    meta = load_pipeline(settings.pipeline).meta
    parts = {
        "pipeline": f"{settings.pipeline} {meta.get('version', '')}".strip(),
        "reader": load_encoder().hash if settings.reader == "trained" else "rules",
        "tables": hash_tables(),
    }
    if settings.gazetteer:
        with use_gazetteer(settings.gazetteer):
            parts["gazetteer"] = str(getattr(load_gazetteer(), "hash", ""))
    return Coder(__version__, tuple(parts.items()))


def read(report: Report, settings: Settings | None = None) -> Reading:
    """Read one report. The same text, metadata, version and settings give the same reading.

    Raises `InputError` where the text is empty or longer than `settings.max_characters`.
    """
    settings = settings or Settings()
    if not report.text.strip():
        raise InputError("the report is empty")
    if len(report.text) > settings.max_characters:
        raise InputError(
            f"the text has {len(report.text):,} characters, more than {settings.max_characters:,}: "
            "split it into reports"
        )
    with use_gazetteer(settings.gazetteer):
        document = run_steps(Document(report), make_steps(settings))
    return Reading(
        report=document.report,
        parts=document.parts,
        agencies=document.agencies,
        entities=document.entities,
        times=document.times,
        attributions=document.attributions,
        events=document.accounts,
        coder=describe_coder(settings),
    )


def read_many(reports: Iterable[Report | Failure], settings: Settings | None = None) -> Iterator[Reading | Failure]:
    """Read reports one after another; one that fails becomes a `Failure`, and the rest goes on."""
    settings = settings or Settings()
    for report in reports:
        if isinstance(report, Failure):
            yield report
            continue
        try:
            yield read(report, settings)
        except Exception as error:  # a batch outlives any one report
            yield Failure(report.id, "read", f"{type(error).__name__}: {error}")
