"""The commands of second readers: `agree`, `disagree`, and blind rounds (`round`, `tasks`, `settle`).

In: the arguments of the command line. Out: an exit code, as for `read`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.review_options import AccountArgument, AccountsArgument, By, Reason, RoundArgument
from dateline.cli.store import StoreOption

DecisionArgument = Annotated[int, typer.Argument(help="The number of another person's decision.")]


def register(review: typer.Typer) -> None:
    """Add the commands to `dateline review`."""
    for command in (agree, disagree, tasks, settle):
        review.command()(command)
    review.command(name="round")(open_round)


def agree(decision: DecisionArgument, store: StoreOption, by: By, reason: Reason = None) -> None:
    """Say, as the second reader, that a decision is right."""
    from dateline.cli.review_run import run_second

    raise typer.Exit(run_second(store, "agree", decision, person=by, reason=reason))


def disagree(decision: DecisionArgument, store: StoreOption, by: By, reason: Reason = None) -> None:
    """Say, as the second reader, that a decision is wrong."""
    from dateline.cli.review_run import run_second

    raise typer.Exit(run_second(store, "disagree", decision, person=by, reason=reason))


def open_round(
    name: RoundArgument,
    accounts: AccountsArgument,
    people: Annotated[list[str], typer.Option("--person", help="Who decides unseen by the others; two or more.")],
    store: StoreOption,
    by: By,
) -> None:
    """Open a blind round: several people decide on the same accounts, unseen by each other (`--round NAME`)."""
    from dateline.cli.review_run import run_open_round

    raise typer.Exit(run_open_round(store, name, accounts, people, by=by))


def tasks(name: RoundArgument, store: StoreOption, by: By) -> None:
    """List the accounts of a blind round that a person has said nothing on, one JSON object a line."""
    from dateline.cli.review_run import run_tasks

    raise typer.Exit(run_tasks(store, name, by))


def settle(
    name: RoundArgument,
    account: AccountArgument,
    person: Annotated[str, typer.Option("--person", help="Whose decisions count.")],
    store: StoreOption,
    by: By,
) -> None:
    """Put one person's blind decisions on an account in force."""
    from dateline.cli.review_run import run_settle

    raise typer.Exit(run_settle(store, name, account, person, by=by))
