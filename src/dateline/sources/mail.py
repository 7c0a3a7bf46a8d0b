"""Mail files of alert services (`.eml`).

In: a message (RFC 5322). Out: one report of its text, and those of the documents attached to it. Kept: the sender as
outlet, the subject as title, the day it was sent. An alert that only lists addresses is one report of its teasers.
Lost: addresses of people, pictures, signatures of the mail itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report, make_failure
from dateline.sources.files import File, Options
from dateline.sources.html import strip_tags

ReadFiles = Callable[[Iterator[File], Options], Iterator[Report | Failure]]

MAX_ATTACHMENTS = 100
"""The most attachments of a message that are read."""
ENDINGS = (".txt", ".html", ".htm", ".rtf", ".docx", ".pdf", ".eml", ".json", ".xml", ".zip")
"""The endings of attachments that can be reports; pictures and the rest are passed over."""

MAX_HEADER = 500
"""Characters of a header that are parsed: the parser of addresses and parameters takes a time that grows with the
square of their length, or worse."""

_HEADER = re.compile(
    r"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", re.I | re.M
)


class _ShortHeaders(EmailPolicy):
    """Parses the beginning of each header alone."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Parse a header when it is asked for."""
        return super().header_fetch_parse(name, value[:MAX_HEADER])


def is_mail(file: File) -> bool:
    """Say whether a file opens with the headers of a message."""
    head = file.opening[:8000].partition("\n\n")[0].replace("\r", "")
    names = {name.lower() for name in _HEADER.findall(head)}
    return file.ending == ".eml" or (len(names) >= 3 and "mime-version:" in names)


def read_mail(file: File, options: Options, read_files: ReadFiles) -> Iterator[Report | Failure]:
    """Read a message and what is attached to it; raises `InputError` where it is none."""
    try:
        message = message_from_bytes(file.read(options.max_bytes), policy=_ShortHeaders())
        if not isinstance(message, EmailMessage) or not message.keys():
            raise InputError("no mail: it has no headers")
        attachments = list(_find_attachments(message, file))
        text = _find_text(message)
        headers = {name: _header(message, name) for name in ("From", "Subject", "Date")}
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InputError(f"a damaged mail ({type(error).__name__}): save it again") from error
    try:
        yield _read_message(text, headers, file.name, options)
    except InputError as error:
        if not attachments:
            raise
        yield make_failure(file.name, error)
    yield from read_files(iter(attachments), options)


def _read_message(text: str, headers: dict[str, str], name: str, options: Options) -> Report:
    sender, address = parseaddr(headers["From"])
    return build_report(
        text,
        {
            "title": re.sub(r"^(?:(?:re|fwd?|aw)\s*:\s*)+", "", headers["Subject"], flags=re.I),
            "outlet": sender or address.partition("@")[2],
            "published": headers["Date"] or options.published,
            "source": name,
        },
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name) or "")


def _find_text(message: EmailMessage) -> str:
    """Give the text of a message: its plain part where there is one of some length, else its page without tags."""
    plain, page = (_decode(message.get_body((kind,))) for kind in ("plain", "html"))
    if page and len(plain.strip()) < 200:
        return strip_tags(page) or plain
    return plain


def _decode(part: object) -> str:
    if not isinstance(part, EmailMessage):
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, TypeError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""


def _find_attachments(message: EmailMessage, file: File) -> Iterator[File]:
    for number, part in enumerate(message.iter_attachments(), 1):
        if number > MAX_ATTACHMENTS:
            return
        kind = part.get_content_type()
        name = part.get_filename() or f"{number}{'.eml' if kind == 'message/rfc822' else ''}"
        if not name.lower().endswith(ENDINGS):
            continue
        if kind == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            data = inner.as_bytes() if isinstance(inner, EmailMessage) else None
        else:
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else None
        if data:
            yield file.part(data, name)
