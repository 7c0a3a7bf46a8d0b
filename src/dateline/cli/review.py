"""The commands of review: `dateline review ...`.

In: the arguments of the command line. Out: an exit code, as for `read`. What is heavy is loaded by the command that
runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli import review_rounds
from dateline.cli.review_options import AccountArgument, AccountsArgument, By, Reason, Round
from dateline.cli.store import StoreOption

EPILOG = """\
[bold]Examples[/bold]

  dateline review queue --store events.db --sort uncertain

  dateline review confirm REPORT/v3 --by ana --store events.db

  dateline review correct REPORT/v3 date '"2014-05-17"' --by ana --reason 'on Saturday' --store events.db

  dateline review correct REPORT/v3 actor '["e1", {"name": "Ahrar", "kind": "group", "mentions": [[120, 125]]}]' …

  dateline review split REPORT/v3 --by ana --store events.db

  dateline review grade outlet:'Coral Wire' B --by ana --store events.db      # reliability of a source, A to F

  dateline review grade REPORT/v3 2 --by ana --store events.db                # credibility of information, 1 to 6

  dateline review mark REPORT/e2 name --by ana --store events.db              # left out of exports unless asked for

  dateline review round pilot REPORT/v1 REPORT/v2 --person ana --person ben --by eva --store events.db

  dateline review tasks pilot --by ben --store events.db

  dateline review agreement pilot --store events.db

  dateline review export --store events.db --out corrected

An account is named REPORT/ID; the beginning of the report's id is enough where it is the only one.
"""

review = typer.Typer(
    help="Decide on accounts and events: every decision is kept with its person and reason, and can be taken back.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=EPILOG,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    review_rounds.register(review)
    app.add_typer(review, name="review")


@review.command(epilog=EPILOG)
def queue(
    store: StoreOption,
    sort: Annotated[str, typer.Option("--sort", help="uncertain, disagreement, -date or date.")] = "uncertain",
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many.")] = 20,
    form: Annotated[str, typer.Option("--format", "-f", help="table or jsonl.")] = "table",
) -> None:
    """List events that nobody has decided on."""
    from dateline.cli.review_run import run_queue

    raise typer.Exit(run_queue(store, sort=sort, limit=limit, form=form))


@review.command(epilog=EPILOG)
def confirm(account: AccountArgument, store: StoreOption, by: By, reason: Reason = None, round_: Round = None) -> None:
    """Confirm an account as it stands."""
    from dateline.cli.review_run import run_decide

    raise typer.Exit(run_decide(store, "confirm", [account], person=by, reason=reason, round=round_))


@review.command(epilog=EPILOG)
def reject(account: AccountArgument, store: StoreOption, by: By, reason: Reason = None, round_: Round = None) -> None:
    """Take an account out of the corrected view."""
    from dateline.cli.review_run import run_decide

    raise typer.Exit(run_decide(store, "reject", [account], person=by, reason=reason, round=round_))


@review.command(epilog=EPILOG)
def correct(
    account: AccountArgument,
    field: Annotated[str, typer.Argument(help="A field of docs/format.md.")],
    value: Annotated[str, typer.Argument(metavar="JSON", help="The right value, as JSON; plain words are a string.")],
    store: StoreOption,
    by: By,
    reason: Reason = None,
    round_: Round = None,
) -> None:
    """Correct one field of an account."""
    from dateline.cli.review_run import parse_value, run_decide

    given = {"field": field, "value": parse_value(value), "reason": reason, "round": round_}
    raise typer.Exit(run_decide(store, "correct", [account], person=by, **given))


@review.command(epilog=EPILOG)
def add(
    report: Annotated[str, typer.Argument(help="A report's id.")],
    value: Annotated[
        str, typer.Argument(metavar="JSON", help='The account: {"type": …, "trigger": \\[start, end], …}.')
    ],
    store: StoreOption,
    by: By,
    reason: Reason = None,
) -> None:
    """Add an account that the machine missed."""
    from dateline.cli.review_run import parse_value, run_decide

    given = {"field": "events", "value": parse_value(value), "reason": reason}
    raise typer.Exit(run_decide(store, "add", [report], person=by, **given))


@review.command(epilog=EPILOG)
def merge(accounts: AccountsArgument, store: StoreOption, by: By, reason: Reason = None) -> None:
    """Make one event of the events of several accounts."""
    from dateline.cli.review_run import run_decide

    raise typer.Exit(run_decide(store, "merge", accounts, person=by, reason=reason))


@review.command(epilog=EPILOG)
def split(accounts: AccountsArgument, store: StoreOption, by: By, reason: Reason = None) -> None:
    """Let accounts leave their events and form one of their own."""
    from dateline.cli.review_run import run_decide

    raise typer.Exit(run_decide(store, "split", accounts, person=by, reason=reason))


@review.command(epilog=EPILOG)
def undo(
    decision: Annotated[int, typer.Argument(help="The number of a decision.")],
    store: StoreOption,
    by: By,
    reason: Reason = None,
) -> None:
    """Take a decision back."""
    from dateline.cli.review_run import run_undo

    raise typer.Exit(run_undo(store, decision, by, reason))


@review.command(epilog=EPILOG)
def grade(
    target: Annotated[str, typer.Argument(help="outlet:NAME, a report's id, REPORT/ID, or an event's id.")],
    value: Annotated[str, typer.Argument(metavar="GRADE", help="A to F for a source, 1 to 6 for information.")],
    store: StoreOption,
    by: By,
    reason: Reason = None,
) -> None:
    """Grade a source (A to F) or information (1 to 6), apart from the machine's confidence."""
    from dateline.cli.review_run import run_grade

    raise typer.Exit(run_grade(store, target, value, person=by, reason=reason))


@review.command(epilog=EPILOG)
def mark(
    item: Annotated[str, typer.Argument(metavar="REPORT/ID", help="An account or an entity of a report.")],
    field: Annotated[str, typer.Argument(help="name, role, country, sector, place, actor, recipient, date, … or all.")],
    store: StoreOption,
    by: By,
    reason: Reason = None,
) -> None:
    """Mark a value as sensitive: exports leave it out unless they are asked for it."""
    from dateline.cli.review_run import run_mark

    raise typer.Exit(run_mark(store, item, field, person=by, reason=reason))


@review.command(epilog=EPILOG)
def decisions(
    store: StoreOption,
    report: Annotated[str | None, typer.Option("--report", help="On this report alone.")] = None,
    person: Annotated[str | None, typer.Option("--person", help="By this person alone.")] = None,
    needs_second: Annotated[bool, typer.Option("--needs-second", help="Those that wait for a second reader.")] = False,
) -> None:
    """List decisions, one JSON object a line."""
    from dateline.cli.review_run import run_decisions

    raise typer.Exit(run_decisions(store, report=report, person=person, needs_second=needs_second))


@review.command(epilog=EPILOG)
def agreement(name: Annotated[str, typer.Argument(metavar="ROUND", help="A blind round.")], store: StoreOption) -> None:
    """Show how far the people of a blind round agree, field by field."""
    from dateline.cli.review_run import run_agreement

    raise typer.Exit(run_agreement(store, name))


@review.command(epilog=EPILOG)
def export(
    store: StoreOption,
    out: Annotated[Path, typer.Option("--out", "-o", help="A folder.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Also reports of which some accounts were not decided on.")
    ] = False,
) -> None:
    """Write reviewed reports as training data, one JSON file a report."""
    from dateline.cli.review_run import run_export

    raise typer.Exit(run_export(store, out, partial=partial))
