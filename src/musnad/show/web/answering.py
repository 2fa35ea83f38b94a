"""How a request is answered: from the case, within its time; or with the reason why not, in the form asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from musnad.errors import MusnadError, UsageError
from musnad.show.terminal import plain
from musnad.show.web.rendering import message_page
from musnad.show.web.viewing import (
    SECONDS_FOR_A_PAGE,
    SECONDS_FOR_AN_EXPORT,
    Asked,
    MissingError,
    TooSlowError,
    reading,
    said,
)
from musnad.store import Case


def answered(request: Request, asked: Asked, answer: Callable[[Case], Response]) -> Response:
    """Return what ``answer`` makes of the case, opened to read only."""
    seconds = SECONDS_FOR_AN_EXPORT if asked.whole else SECONDS_FOR_A_PAGE
    try:
        with reading(request.app.state.case_path, seconds=seconds) as case:
            return answer(case)
    except (MissingError, UsageError) as error:
        return refusal_of(asked, "missing", 404, str(error))
    except TooSlowError as error:
        return refusal_of(asked, "too_slow", 503, str(error))
    except MusnadError as error:
        return refusal_of(asked, "case_unusable", 503, str(error))


def refusal_of(asked: Asked, key: str, status: int, detail: str = "") -> Response:
    """Return why there is nothing else: a page for people; problem details (RFC 9457) where a program asked."""
    if asked.form == "html":
        return message_page(asked.language, key, status, detail)
    body = {"type": "about:blank", "title": said(key).in_language(asked.language), "status": status,
            "detail": plain(detail)}  # fmt: skip
    words = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(words, status, media_type="application/problem+json")
