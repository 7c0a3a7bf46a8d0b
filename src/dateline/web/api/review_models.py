"""Decisions, rounds, jobs and exports as the API takes and gives them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from dateline.web.api.models import FailureModel, Model

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Part = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f]+$")]
Reason = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Shown = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
AccountKeyList = Annotated[list[Part], Field(min_length=3, max_length=3, description="Report, coder, account.")]


class TargetRequest(Model):
    """What a decision is on: ids are `[report, coder, id]` inside a reading, `[id]` for the rest."""

    kind: Literal["account", "entity", "time", "attribution", "event", "report", "outlet", "decision"]
    ids: list[Annotated[list[Part], Field(min_length=1, max_length=3)]] = Field(min_length=1, max_length=500)


class DecisionRequest(Model):
    """A decision (`docs/review.md`); `person` is who sends it. `shown` is needed to confirm, agree or disagree."""

    kind: Literal["confirm", "correct", "reject", "add", "merge", "split", "grade", "mark", "agree", "disagree"]
    target: TargetRequest
    field: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")] | None = None
    value: Any = None
    reason: Reason | None = None
    round: Name | None = None
    shown: Shown | None = Field(
        default=None, description="`shown` of the record as it was given: 409 where it has changed since."
    )


class UndoRequest(Model):
    """Why a decision is taken back."""

    reason: Reason | None = None


class GradeModel(Model):
    """A grade in force: reliability of a source from A to F, credibility of information from 1 to 6."""

    target: TargetRequest
    grade: str


class RoundRequest(Model):
    """A blind round: several people decide on the same accounts, unseen by each other."""

    name: Name
    people: Annotated[list[Name], Field(min_length=2, max_length=20)]
    accounts: Annotated[list[AccountKeyList], Field(min_length=1, max_length=2000)]


class ProgressModel(Model):
    """How many accounts a person has decided on."""

    person: str
    done: int


class RoundModel(Model):
    """A blind round and how far each is."""

    name: str
    people: list[str]
    accounts: int
    by: str | None
    done: list[ProgressModel]


class AgreementModel(Model):
    """How far people agree on one field: `items` had two words or more; null where a figure is not defined."""

    field: str
    items: int
    observed: float | None
    kappa: float | None
    alpha: float | None


class SettleRequest(Model):
    """Whose blind decisions on an account are put in force."""

    account: AccountKeyList
    person: Name


class FormModel(Model):
    """A format of export."""

    name: str
    words: str
    merged: bool = Field(description="Whether merged events can be exported in it.")
    media_type: str


class JobModel(Model):
    """Where a job stands. `total` is null until the files have been looked through."""

    id: str
    person: str
    state: Literal["waiting", "reading", "done", "stopped", "failed"]
    keep: bool
    total: int | None
    done: int
    failed: int
    added: int
    failures: list[FailureModel]
    error: str | None
    version: int


class AuditRowModel(Model):
    """A row of the log."""

    seq: int
    at: str
    person: str | None
    action: str
    subject: str
    details: dict[str, Any]
    previous: str
    hash: str
