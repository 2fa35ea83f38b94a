"""What schemathesis makes of the description is sent to a real server: nothing fails, and all is as described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reading_room import PAYLOAD, Room, full_case, hostile_case, serving

from musnad.records import RECORDS

pytestmark = pytest.mark.slow

# These start a process of their own each time; tests/test_web.py has them.
NOT_SENT = ("/{language}/import", "/{language}/analyse")
# Requests each address is sent, the same at every run: as many as take both cases 40 s of processor time.
REQUESTS = 12


@pytest.fixture(scope="module", params=[full_case, hostile_case], ids=["full", "hostile"])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(request.param(tmp_path_factory.mktemp("requests") / "case.musnad")) as room:
        yield room


def operations(room: Room) -> list[Any]:
    """Return what a program reads at the server itself."""
    schemathesis = pytest.importorskip("schemathesis")
    with room.client() as client:
        schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.config.update(base_url=room.url)
    return [found.ok() for found in schema.get_all_operations() if found.ok().path not in NOT_SENT]


def real_values(room: Room, path: str) -> dict[str, list[str]]:
    """Return values a parameter may have that lead somewhere: ids alone that are made up would all be missing."""
    kind = path.removeprefix("/{language}/").partition("/")[0]
    ids = room.ids(kind) if kind in RECORDS and "{id}" in path else ["x"]
    reports = room.ids("report")
    return {
        "id": ids, "table": list(RECORDS), "language": ["ar", "en"], "q": ["الكرمة", '"قال المهندس"', PAYLOAD],
        "base": reports, "with": reports, "report": reports, "outlet": room.ids("outlet"), "day": ["2026-05-14", "9"],
        "month": ["2026-05"], "story": room.ids("story"), "name": room.ids("entity"), "exact": ["1"], "altered": ["1"],
        "kind": ["PER", "same_entity", "same_statement", "same_story", "label"], "second": ["1"], "by": ["Salma"],
        "tag": ["x"],
    }  # fmt: skip


def filled(case: Any, data: st.DataObject, values: dict[str, list[str]]) -> Any:
    """Put real values into some of a request's parameters."""
    for place in (case.path_parameters, case.query):
        for name in place or {}:
            if name in values and values[name] and data.draw(st.booleans()):
                place[name] = data.draw(st.sampled_from(values[name]))
    return case


def send(room: Room, operation: Any) -> None:
    values = real_values(room, operation.path)
    cookies, headers = {room.door.cookie: room.door.session}, {"Origin": room.url}
    wanted = checks()

    @settings(
        max_examples=REQUESTS, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), data=st.data())
    def sending(case: Any, data: st.DataObject) -> None:
        response = filled(case, data, values).call(cookies=cookies, headers=headers)
        case.validate_response(response, checks=wanted)

    sending()


def checks() -> list[Callable[..., Any]]:
    """Return what every answer is held against; imported here, since that takes a second."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]


def test_no_request_fails_and_all_is_as_described(room: Room) -> None:
    for operation in operations(room):
        send(room, operation)
