"""Time stamps by an authority (RFC 3161): proof for others that the log's head stood at a moment.

In: an authority's address, perhaps root certificates. Out: its signed word on the hash of the head, kept in the store.
What is stamped are the 32 bytes of the head's hash. Asking needs the network; checking does not. The extra
`timestamps` must be installed.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from dateline.errors import StoreError
from dateline.store.items import Fault, StoredStamp
from dateline.store.schema import AUDIT, STAMP
from dateline.store.writing import Writer

SECONDS = 30.0
"""How long an authority may take to answer."""

_MAX_ANSWER = 1_000_000
_GRANTED = (0, 1)  # granted, granted with modifications (RFC 3161, 2.4.2)


def ask_authority(authority: str, digest: str, *, seconds: float = SECONDS) -> bytes:
    """Ask an authority to stamp a hash (hexadecimal); gives its whole answer. Raises `StoreError`."""
    client = _load_client()
    if urlsplit(authority).scheme not in ("http", "https"):
        raise StoreError(f"no time-stamp authority: {authority!r} is no http address")
    request = (
        client.TimestampRequestBuilder().data(bytes.fromhex(digest)).hash_algorithm(client.HashAlgorithm.SHA256).build()
    )
    sent = urllib.request.Request(
        authority, data=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(sent, timeout=seconds) as answer:
            token = bytes(answer.read(_MAX_ANSWER))
        response = client.decode_timestamp_response(token)
    except (OSError, ValueError) as error:
        raise StoreError(f"the authority {authority} gave no stamp: {error}") from error
    if response.status not in _GRANTED:
        raise StoreError(f"the authority {authority} refused: status {response.status} {response.status_string}")
    if response.tst_info.nonce != request.nonce or not _is_of(response, digest):
        raise StoreError(f"the authority {authority} stamped something else than it was asked to")
    return token


def write_stamp(writer: Writer, seq: int, digest: str, authority: str, token: bytes) -> StoredStamp:
    """Keep a stamp, and write it into the log."""
    key = writer.new_id(STAMP)
    writer.put(STAMP, key, seq, digest, authority, token)
    details = {"seq": seq, "hash": digest, "authority": authority, "token": hashlib.sha256(token).hexdigest()}
    writer.audit.append("stamp", str(key), details)
    return _build(key, seq, digest, authority, token)


def list_stamps(connection: Connection) -> tuple[StoredStamp, ...]:
    """Give every stamp, in their order."""
    rows = connection.execute(select(STAMP).order_by(STAMP.c.id)).all()
    return tuple(_build(row.id, row.seq, row.hash, row.authority, bytes(row.token)) for row in rows)


def check_stamps(connection: Connection, roots: bytes | None) -> Iterator[Fault]:
    """Compare stamps with the log's rows; with root certificates (PEM) check their signatures too."""
    rows = connection.execute(
        select(STAMP, AUDIT.c.hash.label("logged")).outerjoin(AUDIT, AUDIT.c.seq == STAMP.c.seq).order_by(STAMP.c.id)
    ).all()
    if not rows:
        return
    client = _load_client()
    for row in rows:
        where = f"stamp {row.id}"
        if row.logged != row.hash:
            yield Fault(where, f"row {row.seq} of the log is not the one that was stamped")
        try:
            response = client.decode_timestamp_response(bytes(row.token))
            if not _is_of(response, row.hash):
                yield Fault(where, "changed: it is on another hash")
            elif roots is not None:
                _verify(client, response, row.hash, roots)
        except (ValueError, client.VerificationError) as error:
            yield Fault(where, f"its signature does not hold: {error}")


def _verify(client: Any, response: Any, digest: str, roots: bytes) -> None:
    from cryptography.x509 import load_pem_x509_certificates

    builder = client.VerifierBuilder()
    for certificate in load_pem_x509_certificates(roots):
        builder = builder.add_root_certificate(certificate)
    builder.build().verify_message(response, bytes.fromhex(digest))


def _is_of(response: Any, digest: str) -> bool:
    return bool(response.tst_info.message_imprint.message == hashlib.sha256(bytes.fromhex(digest)).digest())


def _build(key: int, seq: int, digest: str, authority: str, token: bytes) -> StoredStamp:
    moment = _load_client().decode_timestamp_response(token).tst_info.gen_time
    return StoredStamp(key, seq, digest, authority, moment.isoformat())


def _load_client() -> Any:
    try:
        import rfc3161_client
    except ModuleNotFoundError as error:
        raise StoreError("time stamps need the extra `timestamps`: pip install 'dateline[timestamps]'") from error
    return rfc3161_client
