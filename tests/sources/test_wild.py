"""Every format of the wild: its fixture gives the report, the fields that are kept, and its place."""

from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.files import File, Options
from dateline.sources.formats import FORMATS, read_file
from tests.sources.builders import make_all, make_docx, make_page, make_pdf, make_zip

FILES = make_all()

REPORTS: dict[str, list[dict[str, object]]] = {
    "alert.eml": [
        {"title": "Alert: strike at copper mine", "outlet": "Example Alerts", "published": "2020-10-06"},
        {"source": "alert.eml#second.txt"},
    ],
    "eventregistry.json": [
        {
            "title": "Talks on ceasefire resume", "outlet": "Plains Herald", "url": "https://plains.example/talks",
            "published": "2021-08-10", "fetched": "2021-08-10T08:15:00Z", "authors": ("J. Doe",), "language": "en",
            "section": "news/Politics", "source": "eventregistry.json#6161",
        }
    ],
    "factiva.html": [
        {
            "title": "Captain charged over ferry", "outlet": "Example News Service", "published": "2018-05-04",
            "authors": ("Mira Anders", "Tom Bell"), "section": "World",
            "rights": "Copyright 2018 Example News Service. All rights reserved.",
            "source": "factiva.html#EXNS000020180504ee5400def",
        },
        {"title": "Search for ferry victims ends", "outlet": "Example News Service", "published": "2018-05-05"},
    ],
    "factiva.rtf": [
        {
            "title": "Ferry sinks off island, 12 missing", "outlet": "Example News Service", "published": "2018-05-03",
            "authors": ("Mira Anders",), "section": "World", "language": "en",
            "corrections": ("Corrects the number of people on board to 87.",),
        }
    ],
    "feed.atom.xml": [
        {
            "title": "Ministers sign water treaty", "outlet": "River Wire", "url": "https://river.example/77",
            "published": "2020-09-14", "updated": "2020-09-15T09:00:00Z", "authors": ("Ana Petrov", "Li Wei"),
            "section": "Diplomacy", "rights": "© River Wire", "source": "feed.atom.xml#urn:item:77",
        }
    ],
    "feed.json": [
        {
            "title": "Parliament rejects budget", "outlet": "Hill Courier", "url": "https://hill.example/2020/vote",
            "published": "2020-09-17", "updated": "2020-09-18T03:00:00Z", "authors": ("Sara Lind",),
            "section": "Politics",
        }
    ],
    "feed.rss.xml": [
        {
            "title": "Dockers strike over night shifts", "outlet": "The Harbour Post", "published": "2020-09-14",
            "updated": None, "authors": ("Jane Roe",), "section": "Labour", "rights": "© 2020 Harbour Post Ltd",
            "corrections": (
                "Correction: An earlier version of this article gave the number of dockers as 4,000.",
            ),
        },
        {"title": "Mayor meets fishermen"},
    ],
    "mediacloud.json": [
        {
            "title": "Pirates board tanker", "outlet": "Coast Times", "url": "https://coast.example/tanker",
            "published": "2019-04-02", "source": "mediacloud.json#1001",
        }
    ],
    "microdata.html": [
        {
            "title": "Teachers march in capital", "outlet": "Capital Daily", "published": "2019-05-06",
            "updated": "2019-05-07T08:00:00Z", "authors": ("Noor Aziz",),
        }
    ],
    "newsml-g2.xml": [
        {
            "title": "Minister resigns over ferry contract", "outlet": "Example Agency", "published": "2020-10-22",
            "updated": "2020-10-23T12:00:00Z", "authors": ("Mette Dahl",), "section": "Politics",
            "rights": "(c) 2020 Example Agency", "language": "en",
            "corrections": ("Corrects spelling of Halvorsen in third paragraph",),
            "source": "newsml-g2.xml#urn:newsml:agency.example:20201023:A1",
        }
    ],
    "nexis.rtf": [
        {
            "title": "Protesters block mine road", "outlet": "The Example Guardian (London)", "published": "2020-09-14",
            "authors": ("Jane Roe", "John Doe"), "section": "WORLD NEWS; Pg. 12",
            "rights": "Copyright 2020 Example Guardian Limited All Rights Reserved", "source": "nexis.rtf#1",
        },
        {
            "title": "Governor resigns", "published": "2020-09-16",
            "corrections": ("The governor's age was given wrongly in an earlier edition.",),
        },
    ],
    "ninjs2.json": [
        {
            "title": "Rebels free 40 soldiers", "outlet": "Sahel Press", "url": "http://agency.example/item/553",
            "published": "2022-06-01", "updated": "2022-06-01T09:30:00Z", "authors": ("Awa Diop", "Paul Klein"),
            "section": "armed conflict", "rights": "Copyright 2022 Sahel Press",
            "corrections": ("Corrects number of soldiers in headline",),
        }
    ],
    "ninjs3.json": [
        {
            "title": "Unions threaten airport strike", "outlet": "Southern Press", "published": "2023-10-08",
            "authors": ("Kim Tran",), "rights": "Subscribers only", "url": None,
        }
    ],
    "nitf.xml": [
        {
            "title": "Court frees editor", "outlet": "The Gazette", "published": "2019-03-12",
            "updated": "2019-03-12T11:00:00Z", "authors": ("Omar Haddad",), "section": "World",
            "rights": "Copyright 2019 Gazette Group", "corrections": ("Corrects age of editor to 41",),
        }
    ],
    "page.html": [
        {
            "title": "Villagers return after flood", "outlet": "Delta News", "published": "2021-03-02",
            "url": "https://delta.example/flood-return", "updated": "2021-03-03T09:30:00Z",
            "authors": ("Ife Bello", "Karl Ott"), "section": "Climate", "rights": "© 2021 Delta Media",
            "corrections": ("The flood was in February, not in January.",),
        }
    ],
    "proquest.ris": [
        {
            "title": "Farmers drive tractors into capital", "outlet": "The Example Times", "published": "2020-10-06",
            "authors": ("Roe, Jane", "Okello, Sam"), "rights": "Copyright Example Newspapers Oct 6, 2020",
        }
    ],
    "proquest.txt": [
        {
            "title": "Farmers drive tractors into capital", "outlet": "The Example Times; London (UK)",
            "published": "2020-10-06", "updated": "2020-10-07", "authors": ("Roe, Jane", "Okello, Sam"),
            "section": "News", "url": "http://search.proquest.com/docview/2448000001?accountid=1",
            "source": "proquest.txt#1",
        }
    ],
    "plain.docx": [{"source": "plain.docx"}],
    "report.pdf": [{"source": "report.pdf"}],
    "rows.parquet": [{"title": "Soldiers seize radio station", "published": "2020-09-14", "source": "rows.parquet:1"}],
    "rows.csv": [{"published": "2020-09-14", "id": "1", "source": "rows.csv:2"}],
    "lines.jsonl": [{"title": "Soldiers seize radio station", "source": "lines.jsonl:1"}],
    "files.zip": [{"source": "files.zip#a.txt"}, {"source": "files.zip#b/c.txt"}],
    "report.txt.gz": [{"source": "report.txt.gz"}],
    "pages.wacz": [
        {"outlet": "Valley News", "source": "pages.wacz#archive/data.warc.gz@0"},
        {"url": "https://valley.example/1", "fetched": "2020-09-20T10:00:00Z"},
    ],
}  # fmt: skip
OPENINGS = {
    "nexis.rtf": "Protesters block mine road\n\nMINSK — Protesters blocked the road",
    "nitf.xml": "Court frees editor\n\nPORT SAMAR — A court on Tuesday",
    "newsml-g2.xml": "Minister resigns over ferry contract\n\nNORDHAVN, Oct 22 — The transport",
    "factiva.rtf": "Ferry sinks off island, 12 missing\n\nPORT ELLEN (ENS) - A ferry",
    "proquest.txt": "Farmers drive tractors into capital\n\nThousands of farmers",
}
NEVER = ("do not read", "Contact us", "ferry</", "User Name", "Load-Date", "Classification", "Subject:", "The ferry\n",
         "ProQuest", "<p>", "\\par", "EXNS", "words")  # fmt: skip


def read(name: str, data: bytes, options: Options | None = None) -> list[Report | Failure]:
    return list(read_file(File.of(data, name, Path(name).suffix), options or Options()))


@pytest.mark.parametrize("name", REPORTS)
def test_a_format_gives_its_reports_with_their_fields(name: str) -> None:
    reports = [item for item in read(name, FILES[name]) if isinstance(item, Report)]
    assert len(reports) == len(REPORTS[name])
    for report, fields in zip(reports, REPORTS[name], strict=True):
        assert {field: getattr(report, field) for field in fields} == fields
        assert not [words for words in NEVER if words in report.text]
    assert reports[0].text.startswith(OPENINGS.get(name, ""))


def test_nexis_is_the_same_from_word_and_rtf() -> None:
    word, rtf = (read(f"nexis.{kind}", FILES[f"nexis.{kind}"]) for kind in ("docx", "rtf"))
    assert [(item.id, item.text) for item in word if isinstance(item, Report)] == [
        (item.id, item.text) for item in rtf if isinstance(item, Report)
    ]


def test_what_is_not_read_is_listed_with_its_reason() -> None:
    def reasons(name: str) -> dict[str, str]:
        return {item.report: item.error for item in read(name, FILES[name]) if isinstance(item, Failure)}

    assert "withdrawn" in reasons("newsml-g2.xml")["newsml-g2.xml#urn:newsml:agency.example:20201023:W1"]
    assert "full text" in reasons("proquest.txt")["proquest.txt#2"]
    assert "without a text" in reasons("proquest.ris")["proquest.ris#2"]
    assert "--fetch" in reasons("mediacloud.json")["mediacloud.json#1002"]
    assert ["--fetch" in reason for reason in reasons("day.gkg.csv").values()] == [True, True, False]


def test_another_language_is_kept_and_marked_unread() -> None:
    (spanish,) = [item for item in read("eventregistry.json", FILES["eventregistry.json"]) if isinstance(item, Failure)]
    assert spanish.step == "language"
    assert spanish.kept is not None
    assert (spanish.kept.language, spanish.kept.outlet) == ("es", "El Llano")
    assert spanish.kept.text.startswith("Se reanuda")


def test_addresses_become_links_with_what_is_known() -> None:
    seen = []

    def fetch(link: object) -> Failure:
        seen.append(link)
        return Failure("x", "source", "not now")

    read("day.gkg.csv", FILES["day.gkg.csv"], Options(fetch=fetch))
    first = seen[0]
    assert (first.url, first.where) == ("https://hills.example/march", "day.gkg.csv:1")
    assert first.metadata["title"] == "Hundreds march in hills & valleys"
    assert first.metadata["authors"] == ["Ida Holm", "Per Ek"]
    assert first.metadata["published"] == "2020-09-14"
    assert seen[1].metadata["language"] == "spa"


def test_columns_are_mapped_as_the_user_says() -> None:
    text = "Soldiers seized the radio station on Friday, officials said, and the president called them back."
    table = f"a;b;c;text\n{text};2020-09-14;The Paper;nothing of use in this column at all\n".encode()
    mapped = Options(mapping={"text": "a", "published": "b", "outlet": "c"})
    (report,) = read("t.csv", table, mapped)
    assert isinstance(report, Report)
    assert (report.text, report.published, report.outlet) == (text, "2020-09-14", "The Paper")
    with pytest.raises(InputError, match="no column 'z'"):
        read("t.csv", table, Options(mapping={"text": "z"}))
    with pytest.raises(InputError, match="'body' is no field"):
        read("t.csv", table, Options(mapping={"body": "a"}))


def test_pdf_without_text_locked_or_damaged_is_named() -> None:
    with pytest.raises(InputError, match="scan"):
        read("a.pdf", make_pdf([]))
    with pytest.raises(InputError, match="PDF"):
        read("a.pdf", b"%PDF-1.7\n" + b"\x00garbage" * 50)
    titled = make_pdf(
        ["Soldiers seize radio station", "Soldiers seized it on Friday, officials said."], "Soldiers seize"
    )
    (report,) = read("a.pdf", titled)
    assert isinstance(report, Report)
    assert report.title == "Soldiers seize"


def test_an_office_file_that_is_not_word_is_named() -> None:
    with pytest.raises(InputError, match="not of Word"):
        read("a.xlsx", make_zip({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}))
    with pytest.raises(InputError, match="damaged"):
        read("a.docx", make_docx(["A line."])[:-200])


def test_unknown_xml_names_its_root() -> None:
    with pytest.raises(InputError, match="gpx"):
        read("a.xml", b"<?xml version='1.0'?><gpx/>")


def test_json_ld_alone_gives_the_body() -> None:
    page = make_page(3).split("<article>")[0] + (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge opens again", "articleBody": '
        '"The bridge over the river was opened again on Monday, two years after the flood, the governor said."}'
        "</script></head><body><div id='app'></div></body></html>"
    )
    (report,) = read("a.html", page.encode())
    assert isinstance(report, Report)
    assert report.title == "Bridge opens again"
    assert "two years after the flood" in report.text


def test_each_format_is_recognised_by_content_without_an_ending() -> None:
    wanted = {
        "nexis.docx": "docx", "nexis.rtf": "rtf", "report.pdf": "pdf", "pages.warc": "warc", "pages.warc.gz": "warc",
        "pages.wacz": "zip", "rows.parquet": "parquet", "feed.atom.xml": "xml", "nitf.xml": "xml", "day.gkg.csv": "gkg",
        "factiva.html": "factiva", "page.html": "html", "proquest.ris": "ris", "proquest.txt": "proquest",
        "alert.eml": "mail", "feed.json": "json", "report.txt.gz": "gzip", "report.txt": "text",
    }  # fmt: skip
    for name, form in wanted.items():
        file = File.of(FILES[name], "-", "")
        assert next(known.name for known in FORMATS if known.recognise(file)) == form, name
