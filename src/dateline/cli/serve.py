"""The commands of the web: `serve` and `user`.

In: the arguments of the command line. Out: a running server, or an exit code. What is heavy is loaded by the command
that runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.store import StoreOption

SERVE_EPILOG = """\
[bold]Examples[/bold]

  dateline serve --store events.db

  dateline user add ana --role admin --store events.db

  dateline serve --store events.db --host 0.0.0.0 --name news.example.org --certificate cert.pem --key key.pem

Without accounts the site is open to this machine alone, and to nobody beside it.
"""

AccountsOption = Annotated[
    Path | None,
    typer.Option("--accounts", metavar="FILE", help="The file of accounts; else NAME.accounts.db beside the store."),
]
RoleOption = Annotated[str, typer.Option("--role", help="reader, reviewer or admin.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="Take the password from a file, not by asking.")
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The person's name, which decisions carry.")]

user = typer.Typer(
    help="Who may log in: readers read, reviewers also decide, admins also see the log and everybody's jobs.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(epilog=SERVE_EPILOG)(serve)
    app.add_typer(user, name="user")


def serve(
    store: StoreOption,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="The port.")] = 8321,
    names: Annotated[
        list[str] | None, typer.Option("--name", help="A host name that people reach it by; may be repeated.")
    ] = None,
    accounts: AccountsOption = None,
    title: Annotated[str, typer.Option("--title", help="What the pages are called.")] = "Dateline",
    reason: Annotated[bool, typer.Option("--require-reason", help="Every decision needs a reason.")] = False,
    certificate: Annotated[Path | None, typer.Option("--certificate", metavar="FILE", help="For https (PEM).")] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="The certificate's key (PEM).")] = None,
    proxy: Annotated[
        str | None, typer.Option("--proxy", metavar="ADDRESS", help="A proxy whose X-Forwarded-* headers are true.")
    ] = None,
) -> None:
    """Serve a store as a web site: read, explore, review, and the API under /api/v1."""
    from dateline.cli.serve_run import Serving, run_serve
    from dateline.web.settings import WebSettings

    settings = WebSettings(
        store, accounts, host, port, tuple(names or ()), title, reason_required=reason, proxied=proxy is not None
    )
    raise typer.Exit(run_serve(Serving(settings, certificate, key, proxy)))


@user.command("add")
def add(
    name: NameArgument,
    store: StoreOption,
    role: RoleOption = "reader",
    accounts: AccountsOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Make an account."""
    from dateline.cli.serve_run import run_user_add

    raise typer.Exit(run_user_add(store, accounts, name, role, password_file))


@user.command("list")
def list_people(store: StoreOption, accounts: AccountsOption = None) -> None:
    """List the accounts."""
    from dateline.cli.serve_run import run_user_list

    raise typer.Exit(run_user_list(store, accounts))


@user.command("remove")
def remove(name: NameArgument, store: StoreOption, accounts: AccountsOption = None) -> None:
    """Remove an account with its sessions and tokens; decisions stay under their name."""
    from dateline.cli.serve_run import run_user_remove

    raise typer.Exit(run_user_remove(store, accounts, name))


@user.command("passwd")
def passwd(
    name: NameArgument,
    store: StoreOption,
    role: Annotated[str | None, typer.Option("--role", help="Change the role too.")] = None,
    accounts: AccountsOption = None,
    password_file: PasswordFile = None,
) -> None:
    """Change a password; it ends the person's sessions and unlocks the account."""
    from dateline.cli.serve_run import run_user_passwd

    raise typer.Exit(run_user_passwd(store, accounts, name, role, password_file))


@user.command("role")
def change_role(
    name: NameArgument,
    role: Annotated[str, typer.Argument(help="reader, reviewer or admin.")],
    store: StoreOption,
    accounts: AccountsOption = None,
) -> None:
    """Change what a person may do."""
    from dateline.cli.serve_run import run_user_role

    raise typer.Exit(run_user_role(store, accounts, name, role))


@user.command("token")
def token(
    name: NameArgument,
    store: StoreOption,
    label: Annotated[str, typer.Option("--label", help="What the token is for.")] = "command line",
    accounts: AccountsOption = None,
) -> None:
    """Make an API token and print it: it is shown this once."""
    from dateline.cli.serve_run import run_user_token

    raise typer.Exit(run_user_token(store, accounts, name, label))
