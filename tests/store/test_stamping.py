"""Time stamps, by an authority of the test's own: OpenSSL behind a server on the loopback."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from dateline.errors import StoreError
from dateline.store import Store
from tests.store.examples import make_march

pytest.importorskip("rfc3161_client", reason="the extra `timestamps` is not installed")
if shutil.which("openssl") is None:
    pytest.skip("openssl is not installed", allow_module_level=True)

CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[extensions]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def make_authority(folder: Path, name: str) -> None:
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01")
    root, key = str(folder / "root.pem"), str(folder / "root.key")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", key, "-out", root, "-days", "30", "-subj", f"/CN={name} root",
            "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    openssl("req", *curve, "-keyout", str(folder / "tsa.key"), "-out", str(folder / "tsa.csr"), "-subj", f"/CN={name}")
    signed_by = ("-CA", root, "-CAkey", key, "-CAcreateserial", "-days", "30")
    extended = ("-extfile", str(folder / "tsa.cnf"), "-extensions", "extensions")
    openssl("x509", "-req", "-in", str(folder / "tsa.csr"), "-out", str(folder / "tsa.pem"), *signed_by, *extended)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Iterator[tuple[str, bytes]]:
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder, "Own authority")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query, answer = folder / "query.tsq", folder / "answer.tsr"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            config = ("-config", str(folder / "tsa.cnf"), "-section", "own")
            openssl("ts", "-reply", *config, "-queryfile", str(query), "-out", str(answer))
            data = b"no stamp" if self.path == "/broken" else answer.read_bytes()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", (folder / "root.pem").read_bytes()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_stamp_is_kept_and_checked(sqlite_store: Store, authority: tuple[str, bytes], tmp_path) -> None:
    address, roots = authority
    sqlite_store.add(make_march())
    head = sqlite_store.head()
    made = sqlite_store.stamp(address)
    assert f"{made.seq}:{made.hash}" == head
    assert sqlite_store.stamps() == (made,)
    assert list(sqlite_store.verify(roots=roots)) == []
    make_authority(tmp_path, "Another authority")
    faults = list(sqlite_store.verify(roots=(tmp_path / "root.pem").read_bytes()))
    assert ["signature does not hold" in fault.what for fault in faults] == [True]


def test_a_log_written_anew_does_not_fit_its_stamp(sqlite_store: Store, authority: tuple[str, bytes]) -> None:
    sqlite_store.add(make_march())
    made = sqlite_store.stamp(authority[0])
    with sqlite_store._database.write() as connection:
        connection.execute(text("UPDATE audit SET hash = :h WHERE seq = :s"), {"h": "0" * 64, "s": made.seq})
    assert any(fault.where == "stamp 1" and "was stamped" in fault.what for fault in sqlite_store.verify())


def test_an_authority_that_gives_no_stamp(sqlite_store: Store, authority: tuple[str, bytes]) -> None:
    with pytest.raises(StoreError, match="nothing to stamp"):
        sqlite_store.stamp(authority[0])
    sqlite_store.add(make_march())
    for address, words in (
        (f"{authority[0]}/broken", "gave no stamp"),
        ("http://127.0.0.1:9/", "gave no stamp"),
        ("file:///etc/hostname", "no http address"),
    ):
        with pytest.raises(StoreError, match=words):
            sqlite_store.stamp(address)
    assert sqlite_store.stamps() == ()
