"""A gazetteer built from a made-up extract in the form of a GeoNames dump."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.data.gazetteer import find_places, load_gazetteer, use_gazetteer
from dateline.data.gazetteer_index import GazetteerIndex, build_index
from dateline.errors import InputError, SettingsError
from dateline.pipeline import describe_coder, read
from dateline.records import Report
from dateline.settings import Settings

RUNNER = CliRunner()
PLACES = [
    ("9000001", "Qorveston", "Qorveston", "Korveston,Корвестон", "41.5", "44.25", "P", "PPL", "GE", "77", "52000"),
    ("9000002", "Qorvel Province", "Qorvel Province", "Qorvel", "41.6", "44.0", "A", "ADM1", "GE", "77", "300000"),
    ("9000003", "Mount Ishkal", "Mount Ishkal", "", "42.0", "44.5", "T", "MT", "GE", "77", "0"),
    ("9000004", "Zelmar Airport", "Zelmar Airport", "", "41.7", "44.9", "S", "AIRP", "GE", "77", "0"),
    ("9000005", "Qorveston", "Qorveston", "", "-33.0", "150.0", "P", "PPL", "AU", "02", "900"),
    ("9000006", "Republic of Nowhere", "Republic of Nowhere", "", "1", "1", "A", "PCLI", "GE", "00", "5"),
]


def write_dump(folder: Path) -> tuple[Path, Path]:
    lines = []
    for gid, name, plain, other, lat, lon, kind, code, country, area, people in PLACES:
        row = [gid, name, plain, other, lat, lon, kind, code, country, "", area, "", "", "", people]
        lines.append("\t".join([*row, "", "100", "Etc/UTC", "2020-01-01"]))
    lines += ["", "broken line", "9000009\tNo Place\tNo Place\t\tx\ty\tP\tPPL\tGE"]
    places, alternates = folder / "allCountries.txt", folder / "alternateNamesV2.txt"
    places.write_text("\n".join(lines) + "\n", "utf-8")
    alternates.write_text(
        "1\t9000001\ten\tOld Qorve\t\t\t\t\n2\t9000001\tlink\thttps://example.org\t\t\t\t\n"
        "3\t9000001\ten\tQorvograd\t\t\t\t1\n4\t123\ten\tElsewhere\t\t\t\t\n",
        "utf-8",
    )
    return places, alternates


def test_an_index_finds_places_by_their_names(tmp_path: Path) -> None:
    places, alternates = write_dump(tmp_path)
    built = build_index(places, tmp_path / "g.sqlite", alternates)
    assert (built.places, built.left_out) == (5, 4)
    index = GazetteerIndex(tmp_path / "g.sqlite")
    found = index.find("QORVESTON")
    assert [(place.country, place.kind, place.population) for place in found] == [
        ("GEO", "P", 52000),
        ("AUS", "P", 900),
    ]
    assert [place.geonames_id for place in index.find("Old Qorve")] == [9000001]
    assert index.find("Qorvograd") == index.find("Elsewhere") == index.find("") == ()
    assert index.name_area("GE.77") == "Qorvel Province"


def test_without_other_names_those_of_the_dump_count(tmp_path: Path) -> None:
    places, _ = write_dump(tmp_path)
    build_index(places, tmp_path / "g.sqlite")
    assert [place.geonames_id for place in GazetteerIndex(tmp_path / "g.sqlite").find("Korveston")] == [9000001]


def test_the_index_holds_within_its_block_alone(tmp_path: Path) -> None:
    places, _ = write_dump(tmp_path)
    build_index(places, tmp_path / "g.sqlite")
    with use_gazetteer(str(tmp_path / "g.sqlite")):
        assert find_places("Qorveston")
        assert load_gazetteer().name_area("GE.77") == "Qorvel Province"
        assert find_places("Paris") == ()
    assert find_places("Qorveston") == ()
    assert find_places("Paris")


def test_a_report_is_read_with_the_index(tmp_path: Path) -> None:
    places, _ = write_dump(tmp_path)
    build_index(places, tmp_path / "g.sqlite")
    settings = Settings(reader="rules", gazetteer=str(tmp_path / "g.sqlite"))
    text = "Police arrested two men in Qorveston on Friday. Georgian officers searched a house in Qorveston."
    reading = read(Report.of(text, published="2020-09-16"), settings)
    place = next(entity.place for entity in reading.entities if entity.kind == "place")
    assert place is not None
    assert (place.geonames_id, place.country, place.admin1) == (9000001, "GEO", "Qorvel Province")
    assert dict(describe_coder(settings).parts)["gazetteer"] == GazetteerIndex(tmp_path / "g.sqlite").hash


def test_the_command_builds_and_reads(tmp_path: Path) -> None:
    places, alternates = write_dump(tmp_path)
    out = tmp_path / "places.sqlite"
    result = RUNNER.invoke(app, ["gazetteer", "build", str(places), str(alternates), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "5 places" in result.output
    report = tmp_path / "report.txt"
    report.write_text("Police arrested two men in Qorveston.", "utf-8")
    read_it = ["read", str(report), "--format", "json", "--gazetteer", str(out), "--quiet"]
    result = RUNNER.invoke(app, read_it)
    assert result.exit_code == 0, result.output
    assert "gazetteer" in json.loads(result.stdout)[0]["coder"]["parts"]


@pytest.mark.parametrize("content", ["", "no dump at all\n", "\x00\x01"])
def test_what_is_no_dump_is_refused_and_leaves_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "allCountries.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match="holds no place"):
        build_index(path, tmp_path / "g.sqlite")
    assert [item.name for item in tmp_path.iterdir()] == ["allCountries.txt"]


def test_a_wrong_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no gazetteer at"):
        GazetteerIndex(tmp_path / "nowhere.sqlite")
    (tmp_path / "text.sqlite").write_text("hello " * 300)
    with pytest.raises(SettingsError, match="is no gazetteer"):
        GazetteerIndex(tmp_path / "text.sqlite")
    result = RUNNER.invoke(app, ["gazetteer", "build", str(tmp_path / "none.txt")])
    assert result.exit_code == 2
