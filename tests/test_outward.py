"""The case in the formats of others: each is read back by the rules of its specification, hostile words too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from made_case import LEFT, make_case
from reading_room import full_case, hostile_case

from musnad.errors import UsageError
from musnad.records import Entity, EntityMember, Event, Fetch, Mention, Note, Report
from musnad.show.cli import commands
from musnad.show.outward import FORMATS, NAMES, write_outward
from musnad.show.outward.annotations import TABLES
from musnad.show.outward.chosen import KINDS, WHOLE_CASE, About, Cited, about_of, cited_reports
from musnad.show.outward.citations import citation, write_bibtex, write_ris
from musnad.show.outward.links import Links, name_of, web_address
from musnad.show.outward.safe import json_text, one_line, xml_text
from musnad.store import Case, open_case

BASE = "http://127.0.0.1:8737"
TURNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module", params=["full", "hostile"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    make = full_case if request.param == "full" else hostile_case
    path = make(tmp_path_factory.mktemp("outward") / f"{request.param}.musnad")
    with open_case(path, read_only=True) as case:
        yield case


@pytest.fixture
def small(tmp_path: Path) -> Any:
    with make_case(tmp_path / "small.musnad") as case:
        yield case


def written(case: Case, name: str, about: About = WHOLE_CASE, base: str = BASE) -> str:
    return "".join(write_outward(case, name, about, Links(base)))


def test_every_format_has_a_name_and_an_ending_of_its_own() -> None:
    assert len({each.name for each in FORMATS}) == len({each.ending for each in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_turns_or_breaks_a_line(case: Case, name: str) -> None:
    assert not TURNS.search(written(case, name))


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_gives_the_same(case: Case, name: str) -> None:
    assert written(case, name) == written(case, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_format_can_be_of_one_thing(case: Case, name: str) -> None:
    lone = next(each.id for each in case.rows("report") if each.outlet_id is None)
    for kind in KINDS:
        with open_case(case.path, read_only=True) as narrow:
            words = written(
                narrow, name, About(kind, next(each.id for each in case.rows(kind) if each.id != lone)), base=""
            )
        assert lone not in words, kind
        assert words


def test_what_is_not_there_is_said(small: Case) -> None:
    with pytest.raises(UsageError, match="bibtex"):
        write_outward(small, "word97", WHOLE_CASE, Links())
    with pytest.raises(UsageError, match="no story"):
        write_outward(small, "bibtex", About("story", "story-0"), Links())
    with pytest.raises(UsageError, match="names no"):
        about_of("judgement-1")


def test_a_file_that_is_given_up_leaves_nothing_open(small: Case) -> None:
    parts = write_outward(small, "bibtex", WHOLE_CASE, Links())
    next(parts)
    parts.close()  # type: ignore[attr-defined] it is a generator
    assert not small.connection.in_transaction
    with open_case(small.path, read_only=True) as case:
        rest = write_outward(case, "bibtex", WHOLE_CASE, Links())
        next(rest)
    rest.close()  # type: ignore[attr-defined]


# citations


def bibtex_entries(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Read BibTeX as BibTeX does: braces are counted, a backslash before one does not hide it."""
    found, at = [], 0
    while (match := re.compile(r"\s*@(\w+)\{([^,\s]+),").match(text, at)) is not None:
        fields, at = {}, match.end()
        while (field := re.compile(r"\s*(\w+)\s*=\s*\{").match(text, at)) is not None:
            depth, stop = 1, field.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[stop], 0)
                stop += 1
            fields[field[1]] = text[field.end() : stop - 1]
            at = stop + 1  # the comma
        assert text[at : at + 2] == "\n}"
        found.append((match[1], match[2], fields))
        at += 2
    assert not text[at:].strip()
    return found


def untexed(words: str) -> str:
    names = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    words = words[1:-1] if words.startswith("{") else words
    return re.sub(r"\\(?:text(\w+)\{\}|([#$%&_]))", lambda found: found[2] or names[found[1]], words)


def ris_records(text: str) -> list[dict[str, list[str]]]:
    """Read RIS: two letters, two spaces, a hyphen, a space; TY opens a record, ER ends it."""
    records: list[dict[str, list[str]]] = []
    for line in filter(None, text.split("\r\n")):
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        if match[1] == "TY":
            records.append({})
        records[-1].setdefault(match[1], []).append(match[2])
    assert all(next(iter(each)) == "TY" and list(each)[-1] == "ER" for each in records)
    return records


def test_bibtex_reads_back(case: Case) -> None:
    entries = bibtex_entries(written(case, "bibtex"))
    cited = list(cited_reports(case))
    assert [untexed(fields["title"]) for _, _, fields in entries] == [each.headline for each in cited]
    assert len({key for _, key, _ in entries}) == len(cited) == 3
    for kind, key, fields in entries:
        assert kind in ("article", "misc")
        assert re.fullmatch(r"[a-z0-9]+-[0-9a-f]{16}", key)
        assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?", fields.get("date", ""))


def test_ris_reads_back(case: Case) -> None:
    records = ris_records(written(case, "ris"))
    assert [each["TI"] for each in records] == [[each.headline] for each in cited_reports(case)]


def test_an_inferred_day_is_no_date_of_a_citation(small: Case) -> None:
    text = written(small, "bibtex")
    (undated,) = [fields for _, _, fields in bibtex_entries(text) if "year" not in fields]
    assert "undated" in undated["note"]
    (report,) = small.rows("report", source="lone.txt")
    cited = Cited(report, None, "x", "", [], "2026-05-01", "2026-05-03", None)
    assert "inferred" in "".join(write_one(cited, write_bibtex))
    odd = Cited(report, None, "x", "", [], "soon", "soon", None)
    assert "note = {undated; " in write_one(odd, write_bibtex)
    assert "PY  -" not in "".join(write_one(cited, write_ris))


def write_one(cited: Cited, write: Any) -> str:
    """Write one report that is in no case."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("musnad.show.outward.citations.cited_reports", lambda _: [cited])
        return "".join(write(None, WHOLE_CASE, Links()))


def cited_as(words: str, url: str | None) -> Cited:
    report = Report("report-0", words, words, None, url, words, words, words, "ar", None, "0" * 64)
    return Cited(report, None, one_line(words), words, [], words, words, words)


@given(st.text(), st.text())
def test_any_words_can_be_cited(words: str, url: str) -> None:
    cited = cited_as(words, "https://" + url)
    ((_, _, fields),) = bibtex_entries(write_one(cited, write_bibtex))
    assert untexed(fields.get("title", "")) == one_line(words)
    assert len(ris_records(write_one(cited, write_ris))) == 1
    assert len(citation(cited, "ar").splitlines()) == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "", None, "http://", "https://[x"])
def test_only_addresses_of_the_web_are_handed_on(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_can_not_end_its_field() -> None:
    assert web_address('https://x.example/a b\n}<"\u202e>') == "https://x.example/a%20b%0A%7D%3C%22%E2%80%AE%3E"
    assert web_address("https://x.example/خبر?a=1&b=%20#c") == "https://x.example/خبر?a=1&b=%20#c"


# JSON


@given(st.text())
def test_json_reads_back_and_obeys_nothing(words: str) -> None:
    assert json.loads(json_text(words)) == words
    assert not TURNS.search(json_text(words))


def test_annotations_lead_back_to_the_words(case: Case) -> None:
    collection = json.loads(written(case, "annotations"))
    texts = {f"{BASE}/ar/report/{each.id}/text": each.text for each in case.rows("report")}
    items = collection["first"]["items"]
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert collection["total"] == len(items) == len({each["id"] for each in items})
    findings = [row.id for table in TABLES for row in case.rows(table) if table != "note" or is_there(case, row)]
    assert {name_of(id) for id in findings} == {each["canonical"] for each in items}
    for each in items:
        target = each["target"][0]
        words, place, fragment = target["selector"]
        text = texts[target["source"]]
        assert text[place["start"] : place["end"]] == words["exact"]
        assert text[: place["start"]].endswith(words["prefix"]) if "prefix" in words else place["start"] == 0
        assert text[place["end"] :].startswith(words.get("suffix", ""))
        assert fragment["value"] == f"char={place['start']},{place['end']}"
        assert f"?at={place['start']}-{place['end']}&" in each["id"]
        assert each["motivation"] in ("identifying", "classifying", "commenting")


def is_there(case: Case, note: Note) -> bool:
    return note.removed_at is None and case.get("report", note.report_id) is not None


def test_notes_are_annotations_of_their_writers_and_none_once_taken_away(small: Case) -> None:
    (report,) = small.rows("report", source="nahr.txt")
    note = Note("note-1", report.id, 0, 7, "تحقق", "ماء، بلدة", "Salma", "2026-05-16T10:00:00Z")
    gone = Note("note-2", report.id, 0, 7, "خطأ", "", "Salma", "2026-05-16T10:00:00Z", removed_at="2026-05-17")
    with small.batch():
        small.write([note, gone])
    (found,) = [
        each
        for each in json.loads(written(small, "annotations"))["first"]["items"]
        if each["motivation"] == "commenting"
    ]
    assert [(each["purpose"], each["value"]) for each in found["body"]] == [
        ("commenting", "تحقق"), ("tagging", "ماء"), ("tagging", "بلدة"),
    ]  # fmt: skip
    assert found["creator"]["name"] == "Salma"


def graph_of(case: Case, about: About = WHOLE_CASE) -> dict[str, list[dict[str, Any]]]:
    document = json.loads(written(case, "schema-org", about))
    assert document["@context"] == "https://schema.org"
    by_type: dict[str, list[dict[str, Any]]] = {}
    for node in document["@graph"]:
        by_type.setdefault(node["@type"], []).append(node)
        for part in node.get("hasPart", []):
            by_type.setdefault(part["@type"], []).append(part)
    return by_type


def test_articles_quotations_and_claims_name_each_other(case: Case) -> None:
    found = graph_of(case)
    ids = {node["@id"] for nodes in found.values() for node in nodes}
    assert len(found["NewsArticle"]) == case.count("report")
    assert len(found["Claim"]) == case.count("statement")
    for claim in found["Claim"]:
        assert {each["@id"] for each in claim["appearance"]} <= ids
        assert claim["author"]["@id"] in ids
    for article in found["NewsArticle"]:
        assert re.fullmatch("[0-9a-f]{64}", article["encoding"]["sha256"])
        assert all(each["@id"] in ids for each in article.get("mentions", []))


def test_what_is_told_indirectly_is_no_quotation(small: Case) -> None:
    assert "Quotation" not in graph_of(small)
    quote = small.rows("quote")[0]
    small.connection.execute("UPDATE quote SET type = 'direct' WHERE id = ?", (quote.id,))
    (said,) = graph_of(small)["Quotation"]
    assert said["text"] == LEFT[quote.start : quote.stop] or said["spokenByCharacter"]


def test_a_statement_alone_has_only_its_own_printings(small: Case) -> None:
    statement = small.rows("statement")[0].id
    other = small.rows("quote")[0]
    small.connection.execute("INSERT INTO statement VALUES ('statement-other', NULL)")
    small.connection.execute(
        "UPDATE statement_member SET statement_id = 'statement-other' WHERE quote_id = ?", (other.id,)
    )
    found = graph_of(small, About("statement", statement))
    assert [claim["@id"] for claim in found["Claim"]] == [name_of(statement)]
    assert len(found["CreativeWork"]) == 1


def test_prov_names_nothing_that_is_not_there(case: Case) -> None:
    document = json.loads(written(case, "prov"))
    prefixes = document.pop("prefix")
    kinds = {"prov:generatedEntity": "entity", "prov:usedEntity": "entity", "prov:entity": "entity",
             "prov:agent": "agent", "prov:activity": "activity"}  # fmt: skip
    assert set(document) == {"entity", "activity", "agent", "wasAttributedTo", "wasDerivedFrom", "wasAssociatedWith"}
    for section in document.values():
        for id, fields in section.items():
            assert re.fullmatch(r"(_:|case:)[A-Za-z0-9_%-]+", id)
            for key, value in fields.items():
                assert key.partition(":")[0] in ("prov", *prefixes)
                if key in kinds:
                    assert value in document[kinds[key]], value
    (lineage,) = [each for each in document["wasDerivedFrom"].values() if "musnad:score" in each]
    assert lineage["musnad:why"]


def test_an_agency_and_an_unseen_source_are_told_apart(small: Case) -> None:
    one, other, third = (each.id for each in small.rows("report"))
    rows = [("l1", one, "afp", "agency"), ("l2", other, "unseen-1", "unseen"), ("l3", third, None, "unseen")]
    small.connection.executemany("INSERT INTO lineage VALUES (?, ?, ?, ?, .5, 'rule=x')", rows)
    document = json.loads(written(small, "prov"))
    assert document["agent"]["case:agency-afp"]["prov:label"] == "وكالة فرانس برس"
    assert document["wasDerivedFrom"]["case:l2"]["prov:usedEntity"] == "case:unseen-1"
    assert document["entity"][f"case:{third}"]["musnad:undecided"] == "rule=x"
    assert "case:l3" not in document["wasDerivedFrom"]


def test_a_report_says_when_it_was_fetched(small: Case) -> None:
    (report,) = small.rows("report", source="nahr.txt")
    with small.batch():
        small.write([Fetch("fetch-1", report.raw_sha, None, "2026-05-20T08:00:00Z", 200, "{}", "[]")])
    assert "urldate = {2026-05-20}" in written(small, "bibtex")
    assert "Y2  - 2026/05/20" in written(small, "ris")
    assert '"musnad:fetched": "2026-05-20T08:00:00Z"' in written(small, "prov")


# maps and graphs


def test_geojson_has_longitude_first_and_says_what_it_lacks(small: Case) -> None:
    none = json.loads(written(small, "geojson"))
    assert (none["features"], none["note"]) == ([], "no place is named")
    (report,) = small.rows("report", source="nahr.txt")
    places = [("entity-a", 33.5, 36.25), ("entity-b", None, None), ("entity-c", 91.0, 0.0)]
    with small.batch():
        for number, (id, lat, lon) in enumerate(places):
            mention = Mention(f"mention-{number}", report.id, 3, 9, "LOC", 0.9, "rule=x")
            small.write([Entity(id, "LOC", "بلدة", None, lat, lon), mention, EntityMember(mention.id, id)])
        small.write([Event("event-1", report.id, 0, 6, "cut", "2026-05-14", "entity-a", "done", 0.9, "rule=x")])
    found = json.loads(written(small, "geojson"))
    assert found["type"] == "FeatureCollection"
    assert (found["located"], found["unlocated"]) == (1, 2)
    assert found["note"] == "2 of 3 places have no coordinates"
    place, event = found["features"]
    for each in (place, event):
        assert each["type"] == "Feature"
        assert each["geometry"] == {"type": "Point", "coordinates": [36.25, 33.5]}
    assert place["properties"]["reports"] == 1
    assert (event["properties"]["start"], event["properties"]["stop"]) == (0, 6)


def test_graphml_is_a_graph_of_what_it_names(case: Case) -> None:
    graphml = "{http://graphml.graphdrawing.org/xmlns}"
    root = etree.fromstring(written(case, "graphml").encode(), etree.XMLParser(resolve_entities=False))
    keys = {each.get("id"): each for each in root.iter(f"{graphml}key")}
    nodes = {each.get("id") for each in root.iter(f"{graphml}node")}
    edges = list(root.iter(f"{graphml}edge"))
    assert nodes >= {each.id for each in case.rows("report")}
    assert len(edges) == 2  # a passage, a lineage
    for each in edges:
        assert {each.get("source"), each.get("target")} <= nodes
    number = {"int": int, "double": float, "boolean": {"true": 1, "false": 0}.__getitem__, "string": str}
    for data in root.iter(f"{graphml}data"):
        key = keys[data.get("key")]
        assert key.get("for") == etree.QName(data.getparent()).localname
        number[key.get("attr.type")](data.text)


@given(st.text())
def test_any_words_can_stand_in_xml(words: str) -> None:
    made = f'<a b="{xml_text(words)}">{xml_text(words)}</a>'
    read = etree.fromstring(made.encode("utf-8"))
    assert (read.get("b"), read.text or "") == (one_line(words), one_line(words))


# the command line


def test_the_command_writes_every_format(small: Case, tmp_path: Path) -> None:
    story = small.rows("story")[0].id
    for each in FORMATS:
        out = tmp_path / f"x.{each.ending}"
        about = ["--about", story, "--base", BASE, "-o", str(out)]
        result = CliRunner().invoke(commands, ["export", each.name, "--case", str(small.path), *about])
        assert result.exit_code == 0, result.output
        with open_case(small.path, read_only=True) as case:
            assert out.read_bytes().decode() == written(case, each.name, About("story", story))


@pytest.mark.parametrize("given", [["bibtex", "--altered"], ["quote", "--about", "report-1"], ["warc", "--base", BASE]])
def test_an_option_that_would_do_nothing_is_refused(small: Case, given: list[str]) -> None:
    result = CliRunner().invoke(commands, ["export", *given, "--case", str(small.path)])
    assert result.exit_code == 2
    assert "--about" in result.output


def test_a_wrong_id_leaves_no_file_behind(small: Case, tmp_path: Path) -> None:
    out = tmp_path / "x.bib"
    wrong = ["--about", "story-0", "-o", str(out)]
    result = CliRunner().invoke(commands, ["export", "bibtex", "--case", str(small.path), *wrong])
    assert (result.exit_code, out.exists()) == (2, False)
