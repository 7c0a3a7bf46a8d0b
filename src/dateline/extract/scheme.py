"""What the encoder's outputs mean: the classes of its heads, the links, and the layout of its output vector.

Training writes by this layout and the runtime reads by it; the shipped model carries a copy to be checked against.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dateline.records import CLAIMS, EVENT_TYPES, MODALITIES, SECTORS

TYPES = ("", *EVENT_TYPES)
MODES = (
    "visit", "third-party", "multilateral", "phone", "withdraw", "release", "disarm", "ceasefire", "access",
    "resign", "assist", "change", "yield", "meet", "disapprove", "investigate", "allege", "restrict", "arrest",
    "relations", "expel", "territory", "violence", "demo", "riot", "strike", "hunger", "boycott", "obstruct",
    "vandalize", "convict", "discontinue", "troops", "weapons", "police", "militia", "seize", "censor", "curfew",
    "martial-law", "deport", "withhold", "misinformation", "cyber", "abduct", "beat", "torture", "sexual",
    "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial", "drone",
    "heavy-weapons", "crowd-control", "unconventional",
)  # fmt: skip
CONTEXTS = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions",
    "pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms",
    "repression", "human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic",
    "territory", "peacekeeping", "health", "asylum", "migration", "disasters", "natural_resource", "environment",
    "technology", "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption", "illegal_drugs",
    "trafficking",
)  # fmt: skip
LINKS = (
    "actor", "recipient", "place", "time", "quantity", "same", "source", "content_start", "content_end", "content",
    "coref", "country",
)  # fmt: skip
LINK_SIZE = 64
PAIR_SIZE = 64
"""How wide the hidden layer of the argument linker is."""
ARGUMENTS = ("actor", "recipient", "place", "time", "quantity")

WIDTHS = {
    "type": len(TYPES),
    "modality": len(MODALITIES),
    "claim": len(CLAIMS),
    "mode": len(MODES),
    "context": len(CONTEXTS),
    "main": 1,
    "cue": 1,
    "cue_inside": 1,
    "from": len(LINKS) * LINK_SIZE,
    "to": len(LINKS) * LINK_SIZE,
    "pair_from": PAIR_SIZE,
    "pair_to": PAIR_SIZE,
    "sector": len(SECTORS),
    "telling": 1,
    "stateless": 1,
}
_EDGES = np.cumsum([0, *WIDTHS.values()]).tolist()
SLICES = {name: slice(a, b) for name, (a, b) in zip(WIDTHS, pairwise(_EDGES), strict=True)}
OUTPUT_SIZE = int(_EDGES[-1])

_STEPS = np.array([1, 2, 3, 4, 6, 9, 13, 19, 28, 42, 64, 100, 180])
DISTANCES = 2 * len(_STEPS) + 1
SENTENCES = 9


_FAR = int(_STEPS[-1])
_SIGNED = np.arange(-_FAR, _FAR + 1)
_BUCKETS = len(_STEPS) + np.sign(_SIGNED) * np.searchsorted(_STEPS, np.abs(_SIGNED), side="right")


def bucket_words(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the bucket (0 to `DISTANCES` - 1) of a signed distance in words."""
    return np.asarray(_BUCKETS[np.clip(distance, -_FAR, _FAR) + _FAR], dtype=np.int64)


def bucket_sentences(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the bucket (0 to `SENTENCES` - 1) of a signed distance in sentences."""
    return np.asarray(np.clip(distance, -4, 4) + 4, dtype=np.int64)
