"""The publication date from the text: only where the text gives it."""

import pytest

from dateline.annotate.parts import find_parts
from dateline.annotate.published import infer_published
from dateline.records import Document, Report

LEAD = "The minister of the interior resigned on Monday after a week of protests in the capital."


def infer(text: str, published: str | None = None) -> Report:
    return infer_published(find_parts(Document(Report.of(text, published=published)))).report


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Published Monday, September 14, 2020 1:19PM CST", "2020-09-14"),
        ("The Paper | Updated: 2020-09-14 21:45", "2020-09-14"),
        ("By Jane Roe | Sept. 14, 2020", "2020-09-14"),
        ("Updated at 1:33 p.m. on Monday, Sept. 14, 2020", "2020-09-14"),
    ],
)
def test_a_date_above_the_text(head: str, day: str) -> None:
    report = infer(f"Minister resigns amid protests\n{head}\n{LEAD}")
    assert (report.published, report.published_from) == (day, "text")
    assert report.published_span is not None
    assert report.text[report.published_span.start : report.published_span.end] == report.published_span.quote


def test_published_goes_before_updated() -> None:
    text = f"Minister resigns\nUpdated: September 16, 2020\nPublished: September 14, 2020\n{LEAD}"
    assert infer(text).published == "2020-09-14"


def test_a_full_date_line_and_an_agency_at_the_end() -> None:
    assert infer(f"Minister resigns\nKYIV, Sept. 14, 2020 (AP) - {LEAD}").published == "2020-09-14"
    assert infer(f"Minister resigns\n{LEAD}\nHe is gone. (Xinhua September 14, 2020)").published == "2020-09-14"


def test_a_caption_that_fits_the_weekday_of_the_lead() -> None:
    caption = "The minister leaves his office in Kyiv on Sept. {}, 2020.\n\nJohn Doe/AFP"
    assert infer(f"Minister resigns amid protests\n{caption.format(14)}\n{LEAD}").published == "2020-09-14"
    assert infer(f"Minister resigns amid protests\n{caption.format(15)}\n{LEAD}").published is None


def test_a_file_photo_dates_nothing() -> None:
    text = f"Minister resigns\nFILE - The minister speaks in Kyiv, Monday, Sept. 14, 2020. (AP Photo/John Doe)\n{LEAD}"
    assert infer(text).published is None


def test_the_year_of_a_date_line_comes_from_the_text_only() -> None:
    line = f"Minister resigns\nKYIV, Sept 14 (Reuters) - {LEAD}\n"
    assert infer(line).published is None
    report = infer(line + "The minister leaves his office, September 14, 2020. REUTERS/John Doe\nHe said so.")
    assert report.published == "2020-09-14"


@pytest.mark.parametrize(
    "text",
    [
        LEAD,
        f"Minister resigns\n{LEAD} He was named on May 4, 2018.",
        f"Minister resigns\n{LEAD}\nCopyright 2020 The Paper. All rights reserved.",
        f"Minister resigns\nPublished Tuesday, September 14, 2020\n{LEAD}",
        f"Minister resigns\nPublished February 31, 2020\n{LEAD}",
    ],
)
def test_no_date_is_guessed(text: str) -> None:
    report = infer(text)
    assert (report.published, report.published_from, report.published_span) == (None, None, None)


def test_metadata_stand() -> None:
    report = infer(f"Minister resigns\nPublished September 14, 2020\n{LEAD}", published="2019-01-01")
    assert (report.published, report.published_from) == ("2019-01-01", "metadata")
