"""Fixtures of binary formats, made when they are needed: small, in the true format, the same bytes each time."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def make_docx(lines: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_pdf(lines: list[str], title: str = "") -> bytes:
    """Make a PDF of one page whose lines are shown in Helvetica, as its specification (ISO 32000) has it."""
    shown = "".join(f"({line.translate({40: None, 41: None, 92: None})}) Tj T* " for line in lines)
    content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Author (scanner) >>" % title.encode("latin-1"),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )


def make_page(number: int, words: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Council {number} votes on bridge</title>'
        f'<meta property="article:published_time" content="2020-09-{number % 28 + 1:02d}T10:00:00Z">'
        '<meta property="og:site_name" content="Valley News"></head><body><article>'
        f"<h1>Council {number} votes on bridge</h1><p>Council number {number} voted on Monday to rebuild the bridge "
        f"that the flood of spring had carried away, its chairman said. {words}</p><p>Opponents walked out and "
        "threatened to go to court. The governor promised money, and engineers are to begin their work in autumn.</p>"
        "</article></body></html>"
    )


def make_record(url: str, body: bytes, *, length: int | None = None, kind: str = "response", extra: str = "") -> bytes:
    """Make a WARC record; `length` states another length than the true one, `extra` adds lines to the answer."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{extra}\r\n".encode() + body
    stated = len(answer) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-09-20T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:8cbbbb4c-9b5b-4c2c-8b5e-3a1d3f1d0001>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {stated}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def make_records(number: int) -> list[bytes]:
    return [make_record(f"https://valley.example/{i}", make_page(i).encode()) for i in range(number)]


def make_warc(records: list[bytes], *, packed: bool = True) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) if packed else record for record in records)


def make_zip(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, archive.compression)
    return out.getvalue()


def make_wacz(records: list[bytes]) -> bytes:
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": []}).encode()
    return make_zip(
        {"datapackage.json": package, "archive/data.warc.gz": make_warc(records), "pages/pages.jsonl": b"{}"},
        stored=True,
    )


def make_parquet(rows: list[dict[str, object]]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def make_all() -> dict[str, bytes]:
    """Give a fixture of every format, by the name of its file."""
    files = {path.name: path.read_bytes() for path in sorted(FIXTURES.iterdir()) if path.is_file()}
    lines = files["nexis.lines.txt"].decode().split("\n")
    text = (
        "Soldiers seized the radio station on Friday, officials said. The president called on them to return to "
        "barracks."
    )
    return files | {
        "nexis.docx": make_docx(lines),
        "plain.docx": make_docx(["Soldiers seize radio station", text]),
        "report.pdf": make_pdf(["Soldiers seize radio station", *text.split(". ")]),
        "pages.warc.gz": make_warc(make_records(3)),
        "pages.warc": make_warc(make_records(2), packed=False),
        "pages.wacz": make_wacz(make_records(2)),
        "rows.parquet": make_parquet([{"body": text, "date": "2020-09-14", "title": "Soldiers seize radio station"}]),
        "rows.csv": f'id,body,date\n1,"{text}",2020-09-14\n'.encode(),
        "lines.jsonl": (json.dumps({"text": text, "title": "Soldiers seize radio station"}) + "\n").encode(),
        "files.zip": make_zip({"a.txt": text.encode(), "b/c.txt": text.encode()}),
        "report.txt.gz": gzip.compress(text.encode(), mtime=0),
        "report.txt": text.encode(),
    }
