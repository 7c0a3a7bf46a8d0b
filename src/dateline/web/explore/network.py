"""The network: actors and what they do to each other, in cooperation and conflict, weighed by independent sources.

In: dealings. Out: nodes and links with places in per cent of a drawing. The layout is that of Fruchterman and Reingold
(1991), begun on a circle in a fixed order, so that the same dealings are drawn the same way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.store import Dealing
from dateline.web.explore.kinds import Mix, make_mix

WIDTH, HEIGHT = 1000, 620
MOST_NODES, MOST_LINKS = 44, 90
ROUNDS = 220
LARGEST, SMALLEST = 19.0, 4.5
"""Radii of nodes, in pixels."""
THICKEST, THINNEST = 9.0, 1.2
"""Widths of links, in pixels."""
SHOWN_NAME = 26
GAP = 30.0
"""Nodes lie so far apart at least, in units of the drawing."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """An actor or recipient: where in per cent, how large in pixels, and in how much it takes part."""

    number: int
    name: str
    label: str
    """What stands beside the node, empty where it would lie on another."""
    left: float
    top: float
    radius: float
    mix: Mix
    side: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What one does to another: from node to node, its mix, its path in the units of the drawing and its width."""

    source: Node
    target: Node
    mix: Mix
    path: str
    width: float
    types: tuple[tuple[str, int], ...]

    @property
    def tone(self) -> str:
        """The class of what most is."""
        return self.mix.tone


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and ties, heaviest first; `left_out` ties are not drawn."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    left_out: int


def draw_network(dealings: Sequence[Dealing]) -> Network:
    """Draw the heaviest dealings and those who take part in them."""
    pairs = gather_pairs(dealings)
    kept: list[tuple[str, str]] = []
    names: dict[str, int] = {}
    for pair in pairs:
        new = [name for name in dict.fromkeys(pair) if name not in names]
        if len(kept) >= MOST_LINKS:
            break
        if len(names) + len(new) > MOST_NODES:
            continue
        for name in new:
            names[name] = len(names)
        kept.append(pair)
    if not kept:
        return Network((), (), len(pairs))
    weights = [_weigh(pairs[pair]) for pair in kept]
    places = lay_out(len(names), [(names[a], names[b]) for a, b in kept], [w.sources for w in weights])
    nodes = _make_nodes(names, kept, weights, places)
    most = max(mix.sources for mix in weights)
    drawn = []
    for pair, mix in zip(kept, weights, strict=True):
        source, target = nodes[names[pair[0]]], nodes[names[pair[1]]]
        types = tuple((kind, events) for kind, events, _ in sorted(pairs[pair], key=lambda row: -row[2]))
        width = max(THINNEST, THICKEST * math.sqrt(mix.sources / most))
        drawn.append(Tie(source, target, mix, draw_tie(source, target), round(width, 1), types))
    return Network(tuple(nodes), tuple(drawn), len(pairs) - len(kept))


def gather_pairs(dealings: Sequence[Dealing]) -> dict[tuple[str, str], list[tuple[str, int, int]]]:
    """Give types with events and sources by actor and recipient, the pair with most sources first."""
    held: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for item in dealings:
        held[item.actor, item.recipient].append((item.type, item.events, item.sources))
    ordered = sorted(held, key=lambda pair: (-sum(row[2] for row in held[pair]), pair))
    return {pair: held[pair] for pair in ordered}


def lay_out(number: int, links: Sequence[tuple[int, int]], weights: Sequence[int]) -> Points:
    """Give each node a place in the drawing: linked ones near, all apart, none beyond the edge."""
    turns = np.arange(number) * (math.pi * (3 - math.sqrt(5)))
    reach = np.sqrt((np.arange(number) + 0.5) / max(1, number)) * 0.45
    places = np.column_stack([np.cos(turns) * reach, np.sin(turns) * reach])
    ideal = 0.9 / math.sqrt(max(1, number))
    one, other = (np.array([link[end] for link in links], dtype=np.int64) for end in (0, 1))
    pull = np.log1p(np.array(weights, dtype=np.float64))
    pull = (0.6 + pull / max(1e-9, float(pull.max())))[:, None]
    for turn in range(ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-4)
        moved = (apart / length[..., None] * (ideal**2 / length)[..., None]).sum(axis=1)
        between = places[one] - places[other]
        force = between * np.linalg.norm(between, axis=1)[:, None] / ideal * pull
        np.add.at(moved, one, -force)
        np.add.at(moved, other, force)
        moved -= places * 0.55  # towards the middle, so that what hangs on nothing stays in sight
        step = np.maximum(np.linalg.norm(moved, axis=1), 1e-9)
        limit = 0.12 * (1 - turn / ROUNDS) + 0.001
        places = places + moved / step[:, None] * np.minimum(step, limit)[:, None]
    return _spread(places)


def draw_tie(source: Node, target: Node) -> str:
    """Give the path of a tie: bent to its right, so that two that go both ways lie apart; a loop for one to itself."""
    x1, y1 = source.left * WIDTH / 100, source.top * HEIGHT / 100
    x2, y2 = target.left * WIDTH / 100, target.top * HEIGHT / 100
    if source is target:
        return f"M{x1:.1f},{y1:.1f}c-34,-46 34,-46 0,0"
    bend = 0.14
    middle = ((x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend)
    away = math.hypot(x2 - middle[0], y2 - middle[1]) or 1.0
    # the head of the arrow stands at the edge of the node
    short = min(0.9, (target.radius + 5) / away)
    x2, y2 = x2 + (middle[0] - x2) * short, y2 + (middle[1] - y2) * short
    return f"M{x1:.1f},{y1:.1f}Q{middle[0]:.1f},{middle[1]:.1f} {x2:.1f},{y2:.1f}"


def describe_network(network: Network) -> dict[str, Any]:
    """Give plain values from which the page's script moves the same network."""
    return {
        "size": [WIDTH, HEIGHT],
        "nodes": [
            {"name": node.name, "left": node.left, "top": node.top, "radius": node.radius} for node in network.nodes
        ],
        "ties": [
            {"source": tie.source.number, "target": tie.target.number, "width": tie.width} for tie in network.ties
        ],
    }


def _weigh(rows: Sequence[tuple[str, int, int]]) -> Mix:
    return make_mix(rows)


def _make_nodes(
    names: dict[str, int], pairs: Sequence[tuple[str, str]], weights: Sequence[Mix], places: Points
) -> list[Node]:
    mixes = [Mix()] * len(names)
    for pair, mix in zip(pairs, weights, strict=True):
        for name in dict.fromkeys(pair):
            mixes[names[name]] += mix
    most = max(mix.sources for mix in mixes)
    nodes = []
    for name, number in names.items():
        left, top = (round(float(x), 2) for x in places[number])
        radius = max(SMALLEST, LARGEST * math.sqrt(mixes[number].sources / most))
        label = name if len(name) <= SHOWN_NAME else f"{name[: SHOWN_NAME - 1]}…"
        nodes.append(Node(number, name, label, left, top, round(radius, 1), mixes[number], ""))
    return _place_names(_part(nodes))


def _part(nodes: list[Node]) -> list[Node]:
    """Push nodes apart that lie on each other, heavier ones less."""
    spots = np.array([[node.left * WIDTH / 100, node.top * HEIGHT / 100] for node in nodes])
    radii = np.array([node.radius for node in nodes])
    least = radii[:, None] + radii[None, :] + GAP
    np.fill_diagonal(least, 0)
    for _ in range(60):
        apart = spots[:, None, :] - spots[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        short = np.maximum(0, least - length)
        if not short.any():
            break
        share = radii[None, :] / (radii[:, None] + radii[None, :])
        spots = spots + (apart / length[..., None] * (short * share)[..., None]).sum(axis=1) * 0.7
        edge = np.column_stack([radii + 6, radii + 6])
        spots = np.clip(spots, edge, np.array([WIDTH, HEIGHT]) - edge)
    return [
        replace(node, left=round(float(x) * 100 / WIDTH, 2), top=round(float(y) * 100 / HEIGHT, 2))
        for node, (x, y) in zip(nodes, spots, strict=True)
    ]


def _place_names(nodes: list[Node]) -> list[Node]:
    """Write names to the right, left, above or below, heaviest first, and none over a node or another name."""
    spots = {node.number: (node.left * WIDTH / 100, node.top * HEIGHT / 100, node.radius) for node in nodes}
    taken = [(x - r, x + r, y - r, y + r) for x, y, r in spots.values()]
    found: dict[int, Node] = {}
    for node in sorted(nodes, key=lambda node: (-node.mix.sources, node.number)):
        x, y, r = spots[node.number]
        long = 6.9 * len(node.label)
        boxes = {
            "right": (x + r + 3, x + r + 4 + long, y - 8, y + 8),
            "left": (x - r - 4 - long, x - r - 3, y - 8, y + 8),
            "below": (x - long / 2, x + long / 2, y + r + 1, y + r + 17),
            "above": (x - long / 2, x + long / 2, y - r - 17, y - r - 1),
        }
        side = next(
            (
                name
                for name, box in boxes.items()
                if box[0] > 0 and box[1] < WIDTH and box[2] > 0 and box[3] < HEIGHT and not _meets(box, taken)
            ),
            "",
        )
        if side:
            taken.append(boxes[side])
        found[node.number] = replace(node, side=side, label=node.label if side else "")
    return [found[node.number] for node in nodes]


def _meets(box: tuple[float, ...], taken: Sequence[tuple[float, ...]]) -> bool:
    return any(box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3] for other in taken)


def _spread(places: Points) -> Points:
    """Give places in per cent that fill the drawing, with room for names."""
    low, high = places.min(axis=0), places.max(axis=0)
    width = np.maximum(high - low, 1e-6)
    share = (places - low) / width
    if len(places) == 1:
        return np.array([[50.0, 50.0]])
    spread: Points = share * np.array([86.0, 84.0]) + np.array([6.0, 8.0])
    return spread
