"""robots.txt: what a site asks of programs, read as RFC 9309 says and kept for a day."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from musnad.read.captures import Capture

if TYPE_CHECKING:
    from protego import Protego

REFUSED = "refused by the site's robots.txt"
NOT_NOW = "refused for now: the site's robots.txt can't be had"
# RFC 9309 asks for at least 500 KiB to be read; what lies beyond is not.
LONGEST = 512 * 1024
# Seconds a robots.txt is believed (RFC 9309: at most a day), and a failure to get it.
KEPT, FAILURE_KEPT = 86_400.0, 600.0
SITES_REMEMBERED = 1_000
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*(?::|\s)\s*([^#]*)", re.I)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site: a reason that holds for all of it, else its parsed file, else nothing."""

    reason: str = ""
    parsed: Protego | None = None

    def refusal(self, url: str, agent: str) -> str:
        """Return why ``agent`` may not ask for ``url``, or ""."""
        if self.reason or self.parsed is None:
            return self.reason
        return "" if self.parsed.can_fetch(url, agent) else REFUSED

    def delay(self, agent: str) -> float:
        """Return the seconds the site wants between two requests, 0 where it says nothing."""
        return (self.parsed.crawl_delay(agent) or 0.0) if self.parsed else 0.0


def rules_in(capture: Capture, agent: str) -> Rules:
    """Return the rules of a site from what it answered for its robots.txt.

    A plain no (4xx) allows everything; a failure of the site (5xx, 429) refuses for now; no
    answer at all gives that reason. Of a file too long the start counts.
    """
    if not capture.status:
        return Rules(reason=f"{NOT_NOW} ({capture.reason})" if capture.hops else capture.reason)
    if capture.status == 429 or capture.status >= 500:
        return Rules(reason=f"{NOT_NOW} (answer {capture.status})")
    if capture.status != 200:
        return Rules()
    from protego import Protego

    text = capture.body.decode("utf-8", "replace").removeprefix("\ufeff")
    return Rules(parsed=Protego.parse(_our_groups(text, agent)))


def _our_groups(text: str, agent: str) -> str:
    """Return a robots.txt in which all programs but ours are one.

    The parser keeps every rule once for every program named above it: thousands of names over
    thousands of rules would fill the memory.
    """
    lines = []
    for line in text.splitlines():
        if found := _AGENT_LINE.match(line):
            name = found[1].strip().lower()
            ours = name == "*" or (name.replace("*", "") and agent.lower().startswith(name.replace("*", "")))
            line = f"User-agent: {name}" if ours else "User-agent: somebody-else"
        lines.append(line)
    return "\n".join(lines)


class Robots:
    """The rules of the sites asked so far. ``get`` fetches a robots.txt; ``clock`` is in seconds."""

    def __init__(self, agent: str, get: Callable[[str], Capture], clock: Callable[[], float]) -> None:
        self._agent, self._get, self._clock = agent, get, clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Rules]] = {}

    def rules_of(self, site: str) -> Rules:
        """Return the rules of a site (``https://example.org:8080``)."""
        with self._lock:
            until, rules = self._kept.get(site, (0.0, Rules()))
            if until > self._clock():
                return rules
        rules = rules_in(self._get(f"{site}/robots.txt"), self._agent)
        with self._lock:
            if len(self._kept) >= SITES_REMEMBERED:
                self._kept.pop(next(iter(self._kept)))
            self._kept[site] = (self._clock() + (FAILURE_KEPT if rules.reason else KEPT), rules)
        return rules

    def refusal(self, site: str, url: str) -> str:
        """Return why ``url`` of ``site`` may not be asked for, or ""."""
        return self.rules_of(site).refusal(url, self._agent)

    def delay(self, site: str) -> float:
        """Return the seconds the site wants between two requests."""
        return self.rules_of(site).delay(self._agent)
