"""GraphML: the network of who deals with whom, for Gephi, igraph and networkx.

In: readings and a path. Out: a directed graph with several edges between two nodes. A node is an actor, the same in all
reports where name, kind and country are the same; an edge is one account between one actor and one recipient, with its
type, date, who says so, the report's address, the quote and its offsets. Needs networkx (extra `exports`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dateline.errors import SettingsError
from dateline.export.dyads import describe_pair, make_pairs
from dateline.export.identity import make_row_id
from dateline.export.rows import make_row
from dateline.export.view import ReadingView
from dateline.records import Entity, Reading

EDGE = (
    "type", "mode", "context", "quad", "intensity", "date", "place", "modality", "claim", "according_to", "confidence",
    "report_id", "event_id", "outlet", "url", "published", "quote", "trigger",
    "trigger_start", "trigger_end", "sentence_start", "sentence_end",
)  # fmt: skip
"""Columns of `dateline.export.rows` that an edge carries; GraphML has no empty values, so unknown ones are left out."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class GraphWriter:
    """Gathers the graph and writes it at the end; raises `SettingsError` without networkx."""

    def __init__(self, out: Path) -> None:
        try:
            import networkx
        except ImportError as error:
            raise SettingsError("networkx is not installed: pip install 'dateline[exports]'") from error
        self.paths = (out,)
        self.networkx = networkx
        self.graph = networkx.MultiDiGraph()

    def write(self, reading: Reading) -> int:
        """Add the actors and the dyads of one reading, and say how many dyads."""
        view = ReadingView(reading)
        number = 0
        for account in view.accounts:
            row = make_row(view, account)
            for actor, recipient in make_pairs(view, account):
                nodes = [self._add_node(entity) for entity in (actor, recipient) if entity]
                if len(nodes) == 2:
                    key = make_row_id(reading.id, account.id, *describe_pair(actor, recipient))
                    self.graph.add_edge(*nodes, key=key, **_clean({name: row[name] for name in EDGE}))
                    number += 1
        return number

    def close(self) -> None:
        """Write the graph."""
        self.networkx.write_graphml_xml(self.graph, self.paths[0], named_key_ids=True)

    def _add_node(self, entity: Entity) -> str:
        key = make_row_id("actor", entity.name, entity.kind, entity.country or "")
        if key not in self.graph:
            values = {"label": entity.name, "kind": entity.kind, "country": entity.country, "link": entity.link}
            self.graph.add_node(key, **_clean({**values, "sector": "; ".join(entity.sector) or None, "accounts": 0}))
        self.graph.nodes[key]["accounts"] += 1
        return key


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out unknown values and characters that no XML can hold."""
    return {
        name: _NOT_XML.sub("", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }
