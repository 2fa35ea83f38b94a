"""What a case holds, in a few lines: for a terminal, or as one dictionary for ``--json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from musnad import __version__
from musnad.compare.places import pages_of
from musnad.compare.versions import PageVersions, versions
from musnad.records import RECORDS
from musnad.show.checks import accounting
from musnad.show.joins import headlines, report_names
from musnad.show.terminal import isolated, plain
from musnad.show.words import counted
from musnad.store import Case

if TYPE_CHECKING:
    from musnad.read.sources import ReadSummary

# So many changes and stories are named in a terminal; the rest is counted.
LINES_SHOWN = 8
# So many remarks of a run are named; a large archive has thousands.
REMARKS_SHOWN = 20
# Words of a change are cut here: a line of a terminal holds two sides.
LONGEST_WORDS = 60
# From this severity on a change is worth naming (docs/stages/changes.md).
GRAVE = 3


def case_summary(case: Case) -> dict[str, Any]:
    """Return the counts, stories and gravest changes of a case as plain data."""
    account = asdict(accounting(case))
    return {
        "case": case.path.name,
        "version": __version__,
        "accounting": {**account, "left_out": list(account["left_out"]), "remarked": list(account["remarked"])},
        "rows": {table: case.count(table) for table in RECORDS},
        "outlets": dict(sorted(Counter(report_names(case).values()).items())),
        "stories": _stories(case),
        "silent": [_silent(page) for page in versions(case) if page.is_changed],
        "changes": dict(sorted(Counter(change.cls for change in case.rows("change")).items())),
        "gravest": list(_gravest(case)),
        "problems": [asdict(problem) for problem in case.rows("problem")],
    }


def _stories(case: Case) -> list[dict[str, Any]]:
    """Return the stories, those of most independent outlets first; versions of one page count as one report."""
    sql = (
        "SELECT story_id, count(DISTINCT coalesce(version_of, id)) FROM story_member"
        " JOIN report ON report.id = report_id GROUP BY story_id"
    )
    reports = dict(case.connection.execute(sql).fetchall())
    words = headlines(case)
    return [
        {
            "id": story.id,
            "headline": words.get(story.headline_report_id, ""),
            "reports": reports.get(story.id, 0),
            "outlets": story.outlets,
            "origins": story.origins,
            "independent": story.independent,
            "first": story.first,
            "last": story.last,
        }
        for story in sorted(case.rows("story"), key=lambda row: (-row.independent, -row.origins, -row.outlets, row.id))
    ]


def _silent(page: PageVersions) -> dict[str, Any]:
    changes = [change for step in page.steps for change in step.changes]
    return {
        "url": page.url,
        "versions": [each.report_id for each in page.versions],
        "changes": len(changes),
        "grave": sum(change.severity >= GRAVE for change in changes),
    }


def _gravest(case: Case) -> Iterator[dict[str, Any]]:
    names = report_names(case)
    sql = (
        "SELECT change.id, class, severity, in_quote, reuse.left_id, reuse.right_id,"
        " change.left_start, change.left_stop, change.right_start, change.right_stop, one.text, other.text"
        " FROM change JOIN reuse ON reuse.id = reuse_id"
        " JOIN report AS one ON one.id = reuse.left_id JOIN report AS other ON other.id = reuse.right_id"
        " WHERE severity >= ? AND reuse.kind = 'passage'"
        " AND coalesce(one.version_of, one.id) != coalesce(other.version_of, other.id)"
        " ORDER BY severity DESC, in_quote DESC, change.id"
    )
    page = pages_of(case)
    times = Counter(page.values())
    seen: set[tuple[Any, ...]] = set()
    for row in case.connection.execute(sql, (GRAVE,)):
        id, cls, severity, in_quote, left, right, left_start, left_stop, right_start, right_stop, one, other = row
        sides = sorted(((page[left], one[left_start:left_stop]), (page[right], other[right_start:right_stop])))
        if max(times[page[left]], times[page[right]]) > 1:
            if (cls, *sides) in seen:  # another version of a page prints the same
                continue
            seen.add((cls, *sides))
        yield {
            "id": id,
            "class": cls,
            "severity": severity,
            "in_quote": in_quote,
            "left": {"outlet": names[left], "words": one[left_start:left_stop]},
            "right": {"outlet": names[right], "words": other[right_start:right_stop]},
        }


def read_lines(outcome: ReadSummary) -> Iterator[str]:
    """Yield what became of the sources of one run; what was left out is named first, long lists are counted."""
    yield (
        f"read {outcome.read}: {outcome.stored} stored, {outcome.duplicate} duplicate, {outcome.skipped} skipped"
        + (" (nothing new)" if not outcome.stored else "")
    )
    told = [each for each in outcome.remarks if each.status != "duplicate"]
    told.sort(key=lambda each: each.status != "skipped")
    for remark in told[:REMARKS_SHOWN]:
        yield f"  {remark.status} {plain(remark.source)} {plain(remark.at)}: {plain(remark.reason)}"
    if len(told) > REMARKS_SHOWN:
        yield f"  … and {len(told) - REMARKS_SHOWN} more: musnad check lists them, musnad skipped shows them"


def summary_lines(summary: dict[str, Any]) -> Iterator[str]:
    """Yield the summary as lines for a terminal; all words of reports stand in bidi isolates."""
    rows = summary["rows"]
    named = (("quote", "quote"), ("statement", "statement"), ("entity", "name"), ("reuse", "shared passage"),
             ("change", "change"), ("conflict", "conflict"))  # fmt: skip
    counts = [f"{_many(rows['report'], 'report')} of {_many(len(summary['outlets']), 'outlet')}"]
    counts += [_many(rows[table], name) for table, name in named]
    yield "the case: " + " · ".join(counts)
    for story in summary["stories"][:LINES_SHOWN]:
        if story["reports"] > 1:
            yield (
                f"  story {isolated(story['headline'] or story['id'])}: "
                + ", ".join(
                    (
                        counted("report", story["reports"]).en,
                        counted("outlet", story["outlets"]).en,
                        counted("origin", story["origins"]).en,
                    )
                )
            )
    yield from _gravest_lines(summary["gravest"])
    if summary["silent"]:
        changes, grave = (sum(page[key] for page in summary["silent"]) for key in ("changes", "grave"))
        told = f", {grave} of labels, figures, sources or quotations" if grave else ""
        yield f"pages changed between two readings: {len(summary['silent'])}; changes in them: {changes}{told}"
    errors = [each for each in summary["problems"] if each["kind"] == "error"]
    if errors:
        yield f"{_many(len(errors), 'failure')} of stages; musnad check lists them"


def _many(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _gravest_lines(gravest: list[dict[str, Any]]) -> Iterator[str]:
    if gravest:
        yield f"{_many(len(gravest), 'change')} of labels, figures, sources or quotations in shared passages:"
    for change in gravest[:LINES_SHOWN]:
        sides = [f"{isolated(side['outlet'])} prints {_words(side['words'])}" for side in _sides(change)]
        quoted = ", inside a quotation" if change["in_quote"] else ""
        yield f"  [{change['class']}{quoted}] {'; '.join(sides)}"
    if len(gravest) > LINES_SHOWN:
        yield f"  … and {len(gravest) - LINES_SHOWN} more: see the dossier"


def _sides(change: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    return change["left"], change["right"]


def _words(words: str) -> str:
    if not words.strip():
        return "nothing there"
    short = words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
    return isolated(short)
