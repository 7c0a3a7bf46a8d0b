"""Sorts of nouns that descriptions are told apart by.

Groups are those of `agent_nouns.tsv`.
"""

from __future__ import annotations

STANDING = frozenset({"police", "troops", "military", "government", "court", "protester", "protest", "parliament",
                      "opposition", "prosecutor", "embassy", "rebels", "hospital", "media", "school"})  # fmt: skip
"""Groups of nouns that mean the same body through a report."""
KINDRED = (
    frozenset({"suspect", "attacker", "man", "people", "boy", "child"}),
    frozenset({"woman", "people", "girl", "child"}),
    frozenset({"rebel", "attacker", "rebels"}),
    frozenset({"organisation", "rebels", "ngo", "party", "company"}),
    frozenset({"president", "leader", "head", "prime-minister", "minister", "governor", "secretary"}),
    frozenset({"military", "troops"}),
    frozenset({"company", "business"}),
    frozenset({"lawmaker", "politician"}),
)
GENERIC = frozenset({"group", "organization", "organisation", "company", "firm", "club", "union", "newspaper", "paper",
                     "agency", "party", "movement", "outfit", "regulator", "body", "network", "channel", "charity",
                     "department", "institution", "watchdog", "association", "federation", "giant", "carrier",
                     "militia", "alliance", "coalition", "institute", "university"})  # fmt: skip
"""Nouns that take up a named body of their sort."""
FIGHTERS = frozenset({"rebel", "rebels", "attacker", "troops", "military"})
"""Groups of nouns that, with the name of an armed body, mean that body."""
