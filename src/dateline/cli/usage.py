"""What goes wrong on the command line, in one style over all commands: one line on standard error.

In: an error. Out: `dateline: what is wrong: what to do`, and the exit code. The parser's own errors (an option that is
unknown, a value that does not fit) end in the same line as Dateline's, with the command whose help has more.
"""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from dateline.errors import DatelineError

FAILED, WRONG_USAGE = 1, 2

_ParserError: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


class UsageError(DatelineError):
    """The arguments cannot be meant so."""


def say_error(error: DatelineError | OSError) -> int:
    """Write one line on what went wrong and give the exit code: 2 for what a user can mend, 1 for the machine."""
    print(f"dateline: {describe_error(error)}", file=sys.stderr)
    return FAILED if isinstance(error, OSError) else WRONG_USAGE


def describe_error(error: DatelineError | OSError) -> str:
    """Say what went wrong in one line."""
    from dateline.export.view import one_line

    if isinstance(error, OSError):
        return one_line(f"{error.filename or 'the output'}: {error.strerror or error}")
    return one_line(str(error))


def check_output(out: Path | None, sources: Iterable[str], store: str | None = None) -> None:
    """Raise `UsageError` where an output would overwrite what is read: a file, one of a glob, or the store."""
    if out is None:
        return
    place = out.resolve()
    if store is not None and not store.startswith("postgresql"):
        sources = [*sources, store.removeprefix("sqlite:///")]
    for source in sources:
        names = [source] if Path(source).exists() else glob.glob(source, recursive=True)
        if source != "-" and any(Path(name).resolve() == place for name in names):
            raise UsageError(f"--out {out} is what is to be read: name another place")


class Commands(TyperGroup):
    """The commands of the program; errors of usage are told as all others are."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code; see `typer.core.TyperGroup.main`."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except _ParserError as error:
            # Without any argument the help is what is wanted: it is printed when that error is made.
            if type(error).__name__ != "NoArgsIsHelpError":
                print(f"dateline: {_describe_usage(error)}", file=sys.stderr)
            sys.exit(getattr(error, "exit_code", WRONG_USAGE))
        except typer.Abort:
            print("dateline: aborted", file=sys.stderr)
            sys.exit(FAILED)
        sys.exit(code if isinstance(code, int) else 0)


def _describe_usage(error: Any) -> str:
    # Without an option of its own, "Invalid value:" before the message says nothing.
    named = getattr(error, "param", None) or getattr(error, "param_hint", None) or not hasattr(error, "param")
    from dateline.export.view import one_line

    said = one_line(error.format_message() if named else error.message)
    said = said.replace("Value error, ", "").replace("Input should be a", "give a").rstrip(".")
    context = getattr(error, "ctx", None)
    more = f": see `{context.command_path} --help`" if context is not None else ""
    return f"{said[:1].lower()}{said[1:]}{more}"
