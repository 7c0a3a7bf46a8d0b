"""Text and metadata to a report: language, size, dates, headline."""

import pytest

from dateline.errors import InputError, LanguageError
from dateline.records import Report
from dateline.sources.build import MAX_CHARACTERS, read_text
from dateline.sources.dates import normalise_date
from dateline.sources.language import describe_language, detect_language, normalise_language

ENGLISH = "The minister said on Monday that the talks would go on and that nobody was to be arrested in the city."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Президент страны заявил в понедельник, что переговоры будут продолжены.", "Russian"),
        ("Президент України заявив у понеділок, що переговори з їхніми сусідами продовжаться.", "Ukrainian"),
        ("قال رئيس البلاد يوم الاثنين إن المحادثات ستستمر ولن يعتقل أحد", "Arabic"),
        ("总统星期一表示会谈将继续进行，任何人都不会在首都的街道上被逮捕，部长也这样说。", "Chinese"),
        (
            "El ministro dijo el lunes que las conversaciones en la capital van a seguir y que la policía no va a "
            "detener a los manifestantes de la plaza",
            "Spanish",
        ),
        (
            "Der Minister sagte am Montag, dass die Gespräche in der Hauptstadt weitergehen und dass die Polizei "
            "niemanden auf den Straßen der Stadt festnehmen wird",
            "German",
        ),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    with pytest.raises(LanguageError, match=f"looks like {language}") as caught:
        read_text(text)
    assert isinstance(caught.value.report, Report)
    assert caught.value.report.text == text


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Zelensky meets Macron.",
        "The slogan was “Слава Україні” and the crowd of thousands shouted it in the square on Sunday night.",
        "MINSK. Lukashenko, Tikhanovskaya, Kolesnikova, Znak, Latushko, Babariko, Tsepkalo, Karpenkov, Makei",
    ],
)
def test_english_and_what_cannot_be_told_pass(text: str) -> None:
    assert detect_language(text) in (None, "en")
    assert read_text(text).text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("警察周一在首都逮捕了十二名抗议者。" * 9, "zh"),
        ("أوقفت الشرطة اثني عشر متظاهرا في العاصمة يوم الاثنين. " * 9, "ar"),
    ],
)
def test_what_is_written_in_other_letters_is_not_english(text: str, code: str) -> None:
    assert detect_language(text) == code


def test_numbers_and_signs_are_no_report() -> None:
    with pytest.raises(InputError, match="mostly numbers"):
        read_text("1 2 3 4\n5 6 7 8\n" * 20)
    with pytest.raises(InputError, match="no words"):
        read_text("*** --- ***")
    with pytest.raises(InputError, match="no text"):
        read_text(" \n ")


def test_a_giant_text_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="split it into reports"):
        read_text("word " * (MAX_CHARACTERS // 5 + 1))


def test_metadata_are_cleaned_and_the_headline_is_in_the_text() -> None:
    report = read_text(ENGLISH, title=" Talks\u00a0go on ", outlet="The Paper", published="14 September 2020")
    assert report.text == f"Talks go on\n\n{ENGLISH}"
    assert (report.title, report.outlet, report.published) == ("Talks go on", "The Paper", "2020-09-14")
    assert report.published_from == "metadata"
    again = read_text(report.text, title="Talks go on", outlet="The Paper", published="2020-09-14")
    assert again == report
    assert read_text(ENGLISH).published_from is None


def test_an_impossible_publication_date_is_refused() -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        read_text(ENGLISH, published="yesterday")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-09-14", "2020-09-14"),
        ("2020-09-14T22:10:00+03:00", "2020-09-14"),
        ("20200914", "2020-09-14"),
        ("Mon, 14 Sep 2020 10:00:00 GMT", "2020-09-14"),
        ("Sept. 14, 2020", "2020-09-14"),
        ("14th September 2020", "2020-09-14"),
        ("09/14/2020", "2020-09-14"),
        ("14.09.2020", "2020-09-14"),
        ("03/04/2020", None),
        ("2020-13-41", None),
        ("2020", None),
        ("2020-09", None),
        ("soon", None),
        (None, None),
    ],
)
def test_dates_of_metadata(value: object, day: str | None) -> None:
    assert normalise_date(value) == day


@pytest.mark.parametrize(
    ("name", "code"), [("eng", "en"), ("en-GB", "en"), ("ENGLISH", "en"), ("zh_Hant", "zh"), ("?", None)]
)
def test_languages_of_metadata(name: str, code: str | None) -> None:
    assert normalise_language(name) == code


def test_a_language_has_a_name() -> None:
    assert describe_language("uk") == "Ukrainian"
