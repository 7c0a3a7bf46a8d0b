"""The arguments that several commands of review share."""

from __future__ import annotations

from typing import Annotated

import typer

By = Annotated[str, typer.Option("--by", metavar="PERSON", help="Who decides.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why.")]
Round = Annotated[str | None, typer.Option("--round", help="The blind round that the decision belongs to.")]
AccountArgument = Annotated[str, typer.Argument(metavar="REPORT/ID", help="An account.")]
AccountsArgument = Annotated[list[str], typer.Argument(metavar="REPORT/ID", help="Accounts.")]
RoundArgument = Annotated[str, typer.Argument(metavar="ROUND", help="A blind round.")]
