"""Codes as types, for what is checked and described: the event types of PLOVER and the kinds of numbers.

In: nothing. Out: literal types with the values of `dateline.records`; a test holds the two together.
"""

from __future__ import annotations

from typing import Literal

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
QuantityKind = Literal[
    "participants", "arrested", "killed", "injured", "missing", "displaced", "victims", "money", "votes",
    "sentence_years", "other",
]  # fmt: skip
