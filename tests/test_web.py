"""The web pages over HTTP: who may ask, what is answered, what stays shut."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from reading_room import PAYLOAD, Room, addresses_of, full_case, hostile_case, serving

from musnad.errors import UsageError
from musnad.pipeline import analyse
from musnad.read.sources import read_sources
from musnad.records import ReportDate
from musnad.show.web.guard import HEADERS, is_loopback, is_number
from musnad.show.web.serving import listening, make_door
from musnad.store import Case, open_case

_TOLD = (
    "قال المحافظ إن {} عمال أصيبوا عند إغلاق الجسر القديم صباح أمس. وأوضح أن فرق الصيانة بدأت العمل بعد الظهر،"
    " وأن الحركة تحولت إلى الطريق الشرقي. وأضاف أن الجسر يفتح من جديد بعد أسبوع."
)
LISTS = ("front", "search?q=x", "entities", "outlets", "review", "judgements", "agreement", "notes", "problems")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(full_case(tmp_path_factory.mktemp("web") / "small.musnad")) as room:
        yield room


@pytest.fixture(scope="module")
def client(room: Room) -> Iterator[httpx.Client]:
    with room.client() as client:
        yield client


@pytest.fixture
def stranger(room: Room) -> Iterator[httpx.Client]:
    with room.stranger() as client:
        yield client


# who may ask


def test_without_the_start_link_no_page_is_shown(room: Room, stranger: httpx.Client) -> None:
    for address in addresses_of(room, "en"):
        assert stranger.get(address).status_code == 403


def test_a_wrong_token_lets_nobody_in(stranger: httpx.Client) -> None:
    answer = stranger.get("/start?token=wrong")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_start_link_gives_a_strict_cookie_and_leaves_the_address(room: Room, stranger: httpx.Client) -> None:
    answer = stranger.get("/start", params={"token": room.door.token})
    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0;url=/ar/front"' in answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie
    assert room.door.token not in cookie


@pytest.mark.parametrize("host", ["news.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.news.example:80", "", "[::1]"])
def test_another_host_name_is_refused_whatever_the_cookie(client: httpx.Client, host: str) -> None:
    for address in ("/ar/front", "/static/room.css", "/start"):
        assert client.get(address, headers={"host": host}).status_code in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://news.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "OWN", "sec-fetch-site": "cross-site"},
        {"origin": "OWN", "sec-fetch-site": "same-site"},
    ],
)
def test_a_write_from_elsewhere_is_refused(room: Room, client: httpx.Client, headers: dict[str, str]) -> None:
    sent = {name: value.replace("OWN", room.url) for name, value in headers.items()}
    before = room.ids("judgement")
    for address in ("/ar/judge", "/ar/notes", "/ar/import", "/ar/analyse", "/login", "/theme"):
        answer = client.post(address, data={"about": "x", "verdict": "same", "by": "x"}, headers=sent)
        assert answer.status_code == 403, address
    assert room.ids("judgement") == before


def test_a_write_without_the_cookie_is_refused(room: Room, stranger: httpx.Client) -> None:
    answer = stranger.post("/ar/judge", data={"about": "x"}, headers={"origin": room.url})
    assert answer.status_code == 403


def test_nothing_is_written_by_get(room: Room, client: httpx.Client) -> None:
    assert client.get("/ar/judge?about=conflict-1&verdict=right&by=x").status_code in (404, 405)
    assert client.get("/ar/analyse").status_code in (404, 405)


def test_a_page_elsewhere_can_not_load_anything_of_ours(client: httpx.Client) -> None:
    for site in ("cross-site", "same-site"):  # another port of this machine is the same site
        headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
        assert client.get("/ar/front", headers=headers).status_code == 403


def test_what_is_too_large_is_refused(room: Room, client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    headers = {"origin": room.url, "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/ar/judge", content=b"x" * 2_000_000, headers=headers).status_code == 413
    assert client.post("/ar/judge", content=endless(), headers=headers).status_code in (400, 413)
    assert client.get("/ar/front").status_code == 200


def test_every_answer_has_the_headers(room: Room, client: httpx.Client, stranger: httpx.Client) -> None:
    answers = [client.get(each) for each in (*addresses_of(room, "ar"), "/static/room.js", "/static/dossier.css")]
    answers += [stranger.get("/ar/front"), client.get("/ar/front", headers={"host": "news.example"})]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.url, name)


def test_the_policy_allows_nothing_inline_and_nothing_from_outside() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
    assert policy.endswith("form-action 'self'; base-uri 'none'; frame-ancestors 'none'")


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    import musnad

    for path in (Path(musnad.__file__).parent / "show" / "web" / "templates").glob("*.html"):
        words = path.read_text("utf-8")
        assert "<style" not in words
        assert "style=" not in words
        assert "|safe" not in words
        assert " on" not in "".join(part.split("=")[0][-12:] for part in words.split("<")[1:] if "=" in part)
        assert words.count("<script") == words.count('<script src="/static/')


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "news.example"])
def test_another_address_than_loopback_needs_a_password(host: str) -> None:
    with pytest.raises(UsageError, match="password"):
        make_door(host, 80, None)
    with pytest.raises(UsageError, match="fewer"):
        make_door(host, 80, "short")
    assert make_door(host, 80, "long enough to be one").password


def test_loopback_is_told_from_the_rest() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "10.0.0.1", "::", "localhost.news.example")))
    assert is_number("192.0.2.7:80")
    assert is_number("[::1]:80")
    assert not is_number("192.0.2.7.news.example")


def test_a_password_is_asked_for_and_guessing_ends(tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "p.musnad"), password="a long password") as room:
        own = {"origin": room.url}
        with room.stranger() as client:
            assert client.get("/en/front").headers["location"] == "/login"
            assert client.get("/login").status_code == 200
            assert client.post("/login", data={"password": "wrong"}, headers=own).status_code == 403
            assert client.post("/login", data={"password": "a long password"}, headers=own).status_code == 200
            assert client.get("/ar/front").status_code == 200
        with room.stranger() as client:
            for _ in range(12):
                client.post("/login", data={"password": "wrong"}, headers=own)
            assert client.post("/login", data={"password": "a long password"}, headers=own).status_code == 403


def test_an_address_that_is_taken_is_said() -> None:
    with listening("127.0.0.1", 0) as at, pytest.raises(UsageError, match="can't be listened on"):
        listening("127.0.0.1", at.getsockname()[1])


# what is answered


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_there_in_both_languages(room: Room, client: httpx.Client, language: str) -> None:
    for address in addresses_of(room, language):
        answer = client.get(address)
        assert answer.status_code == (404 if "nothing" in address else 200), address
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text


@pytest.mark.parametrize("address", LISTS)
def test_every_view_is_also_json_and_csv(client: httpx.Client, address: str) -> None:
    path, _, query = address.partition("?")
    body = client.get(f"/en/{path}.json?{query}").json()
    table = list(csv.DictReader(io.StringIO(client.get(f"/en/{path}.csv?{query}").text)))
    assert len(table) == len(body["rows"])


def test_the_same_view_is_one_click_away_in_the_other_language(room: Room, client: httpx.Client) -> None:
    page = client.get(f"/ar/compare?base={room.ids('report')[0]}&level=2").text
    assert f'href="/en/compare?base={room.ids("report")[0]}&amp;level=2"' in page


def test_what_is_not_there_is_said_and_not_a_fault(client: httpx.Client) -> None:
    odd = ["story/x", "report/../../etc/passwd", "report/x/raw", "statement/%00", "entity/'", "outlet/%FF", "import/x"]
    for address in (*odd, "compare?base=x", "xx/front", "front.exe", "front?from_row=-1", "search?q=%22&from_row=9e9"):
        assert client.get(f"/en/{address}").status_code in (200, 404), address


def test_a_page_only_reads(room: Room, client: httpx.Client) -> None:
    before = room.case_path.read_bytes()
    for address in addresses_of(room, "en"):
        client.get(address)
    assert room.case_path.read_bytes() == before


def test_a_place_in_the_address_is_marked_in_the_text(room: Room, client: httpx.Client) -> None:
    page = client.get(f"/en/report/{room.ids('report')[0]}?at=2-6").text
    assert '<span id="at"></span>' in page
    assert 'id="p2-6"' in page


@pytest.mark.parametrize("at", ["9-3", "x", "1-99999999999999999999", "-1-4", "5", "٣-٩", "0-0"])
def test_an_odd_place_marks_nothing_and_breaks_nothing(room: Room, client: httpx.Client, at: str) -> None:
    assert client.get(f"/en/report/{room.ids('report')[0]}", params={"at": at}).status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "1 independent origin"), ("ar", "أصل مستقل واحد")])
def test_a_figure_has_its_origins_beside_it(room: Room, client: httpx.Client, language: str, words: str) -> None:
    """On the report's page and the story's, with the reason; also where a filter leaves one report of the story."""
    pages = [f"report/{room.ids('report')[0]}", f"story/{room.ids('story')[0]}"]
    pages += [f"{pages[1]}?outlet=nahr", f"{pages[1]}?show=figures"]
    for each in pages:
        (found,) = re.findall(r'<ul class="figures">.*?</ul>', client.get(f"/{language}/{each}").text)
        assert f'<span class="facts">{words} <details class="why">' in found


def test_the_raw_bytes_come_as_a_file(room: Room, client: httpx.Client) -> None:
    answer = client.get(f"/en/report/{room.ids('report')[0]}/raw")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_a_page_that_was_changed_shows_its_versions(tmp_path: Path) -> None:
    lines = [
        {"outlet": "الرافد", "url": "https://rafid.example/1", "title": "إغلاق الجسر", "text": _TOLD.format(number)}
        for number in ("ثلاثة", "سبعة")
    ]
    told = tmp_path / "told.jsonl"
    told.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    with open_case(tmp_path / "v.musnad", create=True) as case:
        read_sources(case, [told])
        analyse(case)
    with serving(tmp_path / "v.musnad") as room, room.client() as client:
        for id in room.ids("report"):
            page = client.get(f"/en/report/{id}").text
            assert "Silent changes" in page
            assert re.search('<mark class="c l3">[^<]*سبعة', page)


def test_a_day_known_from_one_side_is_not_told_as_the_day(tmp_path: Path) -> None:
    path = full_case(tmp_path / "d.musnad")
    with open_case(path) as case, case.batch():
        left = case.rows("report", source="nahr.txt")[0]
        case.write([ReportDate(left.id, "1978-03-28", None, "rule=since")])
    with serving(path) as room, room.client() as client:
        for address in ("search?q=الكرمة", f"entity/{room.ids('entity')[0]}", f"outlet/{left.outlet_id}"):
            assert "since 28 March 1978" in client.get(f"/en/{address}").text, address
        story = f"/en/story/{room.ids('story')[0]}"
        assert "1978-03-28" not in client.get(story).text
        assert len(client.get("/en/search.json?q=الكرمة&month=2026-05").json()["rows"]) == 1


def test_search_finds_folded_words_and_filters(client: httpx.Client) -> None:
    both = client.get("/en/search.json", params={"q": "الكرمه"}).json()["rows"]
    one = client.get("/en/search.json", params={"q": "الكرمه", "outlet": "الجسر"}).json()["rows"]
    assert (len(both), len(one)) == (2, 1)


@pytest.mark.parametrize(
    ("filtered", "number"),
    [
        ({"month": "2026-05"}, 2),
        ({"month": "2026-04"}, 0),
        ({"altered": "1"}, 2),
        ({"exact": "1"}, 1),
        ({"story": "x"}, 0),
    ],
)
def test_a_search_is_narrowed_and_says_by_what(client: httpx.Client, filtered: dict[str, str], number: int) -> None:
    asked = {"q": "الكرمه", **filtered}
    assert len(client.get("/en/search.json", params=asked).json()["rows"]) == number
    page = client.get("/en/search", params=asked).text
    assert page.count("<li data-row") == number
    assert re.search(r'<ul class="filters".*>remove</a>', page, re.DOTALL)


def test_each_report_found_stands_under_its_own_headline(client: httpx.Client) -> None:
    rows = client.get("/en/search.json", params={"q": "الكرمة"}).json()["rows"]
    assert {row["headline"] for row in rows} == {"انقطاع الماء عن بلدة الكرمة", "إرهابيون يقطعون الماء عن الكرمة"}


def test_the_facets_of_a_search_lead_to_what_they_count(client: httpx.Client, room: Room) -> None:
    page = client.get("/en/search", params={"q": "الكرمة"}).text
    facets = re.findall(r'<a href="(/en/search\?[^"]*)">.*?</a> (\d+)</li>', page[page.index('class="facets"') :])
    assert {re.search(r"&amp;(\w+)=", each)[1] for each, _ in facets} >= {"outlet", "month", "name", "story", "altered"}
    for address, number in facets:
        assert client.get(address.replace("&amp;", "&")).text.count("<li data-row") == int(number), address


# texts that want to act


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(hostile_case(tmp_path_factory.mktemp("web") / "hostile.musnad")) as room:
        yield room


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_text_becomes_markup_or_turns_a_line(hostile: Room, language: str) -> None:
    with hostile.client() as client:
        for address in addresses_of(hostile, language):
            page = client.get(address).text
            assert "<img" not in page, address
            assert "<script>" not in page, address
            assert "<svg/" not in page, address
            assert not {"\u202e", "\u202c", "\u2066"} & set(page), address
            assert 'href="javascript' not in page, address


def test_a_query_does_not_become_markup_either(client: httpx.Client) -> None:
    for name in ("q", "outlet", "month", "kind", "by", "from_row", "layers", "day"):
        for address in ("search", "review", "entities", "front"):
            assert "<img" not in client.get(f"/en/{address}", params={"q": "x", name: PAYLOAD}).text


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    cells: list[str] = []
    with serving(hostile_case(tmp_path / "a.musnad", "=cmd|' /C calc'!A1 ")) as room, room.client() as client:
        for address in LISTS:
            path, _, query = address.partition("?")
            cells += chain(*csv.reader(io.StringIO(client.get(f"/en/{path}.csv?{query}").text)))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert len([cell for cell in cells if cell.startswith("'=cmd")]) > 5


# judging and reading in


def post(room: Room, client: httpx.Client, address: str, **form: object) -> httpx.Response:
    return client.post(address, headers={"origin": room.url}, **form)  # type: ignore[arg-type]


def test_a_judgement_is_written_with_its_name_and_taken_back_by_a_later_one(tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "j.musnad")) as room, room.client() as client:
        about = {"about": "same_statement-1", "by": "سلمى"}
        assert "same_statement-1" in client.get("/en/review?kind=same_statement").text
        assert post(room, client, "/en/judge", data={**about, "verdict": "same"}).status_code == 303
        assert "same_statement-1" not in client.get("/en/review?kind=same_statement").text
        assert post(room, client, "/en/judge", data={**about, "verdict": "different"}).status_code == 303
        rows = client.get("/en/judgements.json").json()["rows"]
        assert {row["verdict"] for row in rows if row["about"] == "same_statement-1"} == {"same", "different"}


def test_a_second_reviewer_is_shown_what_others_judged_and_disagreements_are_listed(tmp_path: Path) -> None:
    second = "/en/review?kind=same_statement&second=1&by="
    with serving(full_case(tmp_path / "j.musnad")) as room, room.client() as client:
        post(room, client, "/en/judge", data={"about": "same_statement-1", "by": "Salma", "verdict": "same"})
        assert "same_statement-1" not in client.get(second + "Salma").text
        assert "same_statement-1" in client.get(second + "Omar").text
        post(room, client, "/en/judge", data={"about": "same_statement-1", "by": "Omar", "verdict": "different"})
        found = client.get("/en/judgements.json").json()["disagreements"]
        assert "same_statement-1" in [row["about"] for row in found]


@pytest.mark.parametrize(
    "form",
    [
        {"about": "same_statement-1", "verdict": "same", "by": " "},
        {"about": "same_statement-1", "verdict": "delete", "by": "x"},
        {"about": "nothing-1", "verdict": "same", "by": "x"},
        {},
    ],
)
def test_an_odd_judgement_is_refused(room: Room, client: httpx.Client, form: dict[str, str]) -> None:
    before = room.ids("judgement")
    assert post(room, client, "/en/judge", data=form).status_code in (400, 404)
    assert room.ids("judgement") == before


def ended(client: httpx.Client, sent: httpx.Response) -> dict[str, Any]:
    """Return what came of a run, once it has ended."""
    until = time.monotonic() + 90
    while (state := client.get(sent.headers["location"] + ".json").json())["running"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    return dict(state)


@pytest.mark.slow
def test_judgements_are_applied_from_the_page(tmp_path: Path, sample_case: Case) -> None:
    path = Path(shutil.copy(sample_case.path, tmp_path / "s.musnad"))
    with serving(path) as room, room.client() as client:
        link = next(row for row in sample_case.rows("same_statement"))
        statement_of = {row.quote_id: row.statement_id for row in sample_case.rows("statement_member")}
        members = [id for id, statement in statement_of.items() if statement == statement_of[link.left_id]]
        post(room, client, "/en/judge", data={"about": link.id, "verdict": "different", "by": "Salma"})
        assert ended(client, post(room, client, "/en/analyse"))["exit_code"] == 0
        with open_case(path, read_only=True) as case:
            now = {row.quote_id: row.statement_id for row in case.rows("statement_member")}
        assert len(members) > 1
        assert now[link.left_id] != now[link.right_id]


@pytest.mark.slow
def test_files_sent_are_read_and_analysed_with_progress(tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "i.musnad")) as room, room.client() as client:
        record = json.dumps({"outlet": "الرافد", "title": "عنوان", "text": "قال المحافظ إن الجسر أغلق أمس. " * 4})
        sent = post(room, client, "/en/import", files=[("files", ("../../odd<name>.jsonl", record.encode()))])
        assert sent.status_code == 303
        state = ended(client, sent)
        assert (state["exit_code"], state["stored"]) == (0, 1), state
        with open_case(room.case_path, read_only=True) as case:
            assert "الرافد" in {each.name_ar for each in case.rows("outlet")}


def test_only_web_addresses_are_fetched(room: Room, client: httpx.Client) -> None:
    for words in ("file:///etc/passwd", "/etc/passwd", "--case", ""):
        assert post(room, client, "/en/import", data={"addresses": words}).status_code == 400


def test_a_label_is_judged_right_or_wrong_and_the_family_stays(room: Room, client: httpx.Client) -> None:
    label = next(each for each in room.ids("label") if each not in room.ids("judgement", "about"))
    family = room.ids("label", "family")[0]
    page = client.get("/en/review?kind=label").text
    assert label in page
    assert 'value="right" data-key="y"' in page
    sent = {"about": label, "verdict": "right", "by": "ليلى", "family": family}
    assert f"family={family}" in post(room, client, "/en/judge", data=sent).headers["location"]
    assert label not in client.get("/en/review?kind=label").text


def test_agreement_is_shown_with_the_judgements_and_exported(client: httpx.Client) -> None:
    rows = client.get("/en/agreement.json").json()["rows"]
    assert [(row["kind"], row["reviewers"], row["units"], row["alike"]) for row in rows[:1]] == [
        ("label", "Mona / Salma", 1, 0.0)
    ]
    assert "Mona" in client.get("/en/agreement").text
    assert "kappa" in client.get("/en/judgements").text


def test_who_took_a_judgement_back_does_not_disagree_any_more(tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "d.musnad")) as room, room.client() as client:
        for by, verdict in (("a", "same"), ("b", "different"), ("a", "different")):
            post(room, client, "/en/judge", data={"about": "same_entity-1", "verdict": verdict, "by": by})
            time.sleep(1.1 if by == "b" else 0)
        told = client.get("/en/judgements.json").json()["disagreements"]
        assert "same_entity-1" not in [row["about"] for row in told]
        assert len(client.get("/en/judgements.json?about=same_entity-1").json()["rows"]) == 3


# light and dark


def test_a_theme_is_kept_in_a_cookie_and_leads_back(room: Room) -> None:
    with room.client() as client:
        assert "data-theme" not in client.get("/en/front").text
        answer = post(room, client, "/theme", data={"theme": "dark", "back": "/en/search?q=x"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/search?q=x")
        assert 'data-theme="dark"' in client.get("/en/front").text
        assert 'data-theme="dark"' in client.get("/en/nothing-here").text
        post(room, client, "/theme", data={"theme": "system", "back": "/en/front"})
        assert "data-theme" not in client.get("/en/front").text


@pytest.mark.parametrize("back", ["//news.example/", "/\\news.example", "https://news.example", "", "/\n/x", "/\u202e"])
def test_the_theme_leads_nowhere_else(room: Room, client: httpx.Client, back: str) -> None:
    answer = post(room, client, "/theme", data={"theme": "odd", "back": back})
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers
