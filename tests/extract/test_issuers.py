import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.issuers import IssuerFinder
from dateline.mentions import MentionIndex
from dateline.records import Document, Entity, Report, Span

PARSE = ParseSyntax()


def find(text, paper, *names):
    """Give who issued the last `paper` of the text: one of `names`, which are (words, kind)."""
    known = []
    for words, kind in names:
        start = text.index(words)
        known.append(Entity(words, words, kind, (Span.of(text, start, start + len(words)),)))
    document = PARSE(Document(Report(id="r", text=text)))
    document = Document(document.report, syntax=document.syntax, entities=tuple(known))
    noun = [token for token in document.syntax if token.text == paper][-1]
    return IssuerFinder(document.syntax, MentionIndex(document)).find(noun)


@pytest.mark.parametrize(
    ("text", "paper", "names", "issuer"),
    [
        ("Forty boats sank, the Port Council's figures show.", "figures", [("the Port Council", "org")], 0),
        ("Forty boats sank, NFPA figures show.", "figures", [("NFPA", "org")], 0),
        ("A report in the Corran Herald said the mill was shut.", "report", [("the Corran Herald", "org")], 0),
        ("Data from the Fisheries Board show a fall.", "Data", [("the Fisheries Board", "org")], 0),
        (
            "Figures published on Monday by the Dockers Union show a fall.",
            "Figures",
            [("the Dockers Union", "org")],
            0,
        ),
        (
            "The Port Council released a communique on Monday. The communique said nobody was hurt.",
            "communique",
            [("The Port Council", "org")],
            0,
        ),
        (
            "A study by Ana Ruiz is out. Tomas Vega liked it. The study found no lead in the water.",
            "study",
            [("Ana Ruiz", "person"), ("Tomas Vega", "person")],
            0,
        ),
        # of those asked, not of who asked
        ("A poll of the Dockers Union found much anger.", "poll", [("the Dockers Union", "org")], None),
        (
            "The report was released by the Dockers Union. The report said much.",
            "report",
            [("the Dockers Union", "org")],
            0,
        ),
        ("The Supreme Court ruling said much.", "ruling", [("The Supreme Court", "org")], 0),
        (
            "The Dockers Union did not release figures. The figures show a fall.",
            "figures",
            [("Dockers Union", "org")],
            None,
        ),
        # of the one it is about
        ("The Corran Mills indictment said much.", "indictment", [("Corran Mills", "org")], None),
        # what a court keeps was filed there by others
        ("He owed much, court records show.", "records", [("court", "org")], None),
        # by the one who has it, not by who made it
        ("Documents obtained by the Corran Herald show a fall.", "Documents", [("the Corran Herald", "org")], None),
        ("A report in Corran said the mill was shut.", "report", [("Corran", "place")], None),
        ("Reports say the mill was shut.", "Reports", [], None),
    ],
)
def test_a_paper_is_its_issuers(text, paper, names, issuer):
    assert find(text, paper, *names) == (None if issuer is None else names[issuer][0])
