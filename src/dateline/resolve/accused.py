"""Who acts as a criminal.

In: accounts. Out: those who are charged or arrested for a crime and those who do violence, which makes of a civilian a
criminal (sector CRM).
"""

from __future__ import annotations

from dataclasses import replace

from dateline.records import Document, Entity
from dateline.resolve.confidence import add_rule

HARM = frozenset({"ASSAULT"})
FREED = {"RETREAT": "release", "CONCEDE": ""}
"""Acts, with a mode where they need one, by which an accused person is one no longer."""
WRONGED = frozenset({"repression", "human_rights", "rights_freedoms"})
"""What an account is about where the accusation is the wrong."""
CHARGE = {"COERCE": frozenset({"arrest"}), "ACCUSE": frozenset({"allege"}), "SANCTION": frozenset({"convict"})}


def read_accused(document: Document) -> tuple[set[str], set[str]]:
    """Give those who are charged or arrested for a crime, and those who do violence.

    Those who were freed, pardoned or acquitted, and those whose arrest is told as a wrong, are left out.
    """
    accused: set[str] = set()
    violent: set[str] = set()
    cleared: set[str] = set()
    for account in document.accounts:
        charged = CHARGE.get(account.type, frozenset()) & set(account.mode)
        if charged and WRONGED & set(account.context):
            cleared.update(account.recipient)
        elif charged and "crime" in account.context:
            accused.update(account.recipient)
        freed = FREED.get(account.type)
        if freed is not None and account.modality == "actual" and (not freed or freed in account.mode):
            cleared.update(account.recipient)
        if account.type in HARM and account.modality == "actual" and "crime" in account.context:
            violent.update(account.actor)
    return accused - cleared, violent - cleared


def judge_part(entity: Entity, accused: bool, violent: bool) -> Entity:
    """Take a civilian who is charged with a crime or does violence for a criminal."""
    if entity.sector == ("CVL",) and (accused or violent) and entity.kind != "org":
        return replace(entity, sector=("CRM",), resolution=add_rule(entity.resolution, "sector", "act"))
    return entity
