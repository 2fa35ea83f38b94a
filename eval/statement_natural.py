"""Scores of matching on pairs of real printings: ``eval/statement_pairs.jsonl``, labelled by reading.

``statements.natural.*``: the annotated spans are given, so only matching is judged. Found is a pair whose two spans
end in one statement; the near misses are the negatives. ``recall.KIND`` is the share of the pairs of that kind that
are joined, ``apart.KIND`` the share of the near misses of that kind that are kept apart.
``statements.natural.stages.*``: the same over what the stages really find in the articles. A span counts as found
where a quote lies on it (intersection over union at least a half); ``given_both_found`` is the recall among the
pairs with two such quotes, and of several quotes on a span the nearest is taken.

The page ``docs/stages/statement_pairs.md`` has the rules, the sampling and the limits. The articles are not in
this project: without the corpus there are no scores.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gold import DATA, Score, missing, overlap, piece_of, report_of

from musnad.lang import load_lang
from musnad.link.reuse import find_reuse
from musnad.link.statements import link_statements
from musnad.records import Piece, Quote, Report, StatementMember, StatementStretch, make_id

PAIRS = Path(__file__).resolve().parent / "statement_pairs.jsonl"
CORPUS = DATA / "corpora" / "saudinewsnet"
# A found quote stands for an annotated span from this intersection over union on.
LEAST_OVERLAP = 0.5
Article = tuple[str, int]  # file, index
Place = tuple[Article, int, int]  # article, start and stop in its content


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of the pairs as reports; ``shift`` is where the content begins in a report's text."""

    reports: dict[Article, Report]
    pieces: list[Piece]
    shift: dict[Article, int]


def evaluate() -> dict[str, float]:
    """Return the scores; empty where the corpus is missing."""
    if missing("corpora", "saudinewsnet"):
        return {}
    rows = read_pairs()
    corpus = read_articles(rows)
    joined = on_spans(rows, corpus)
    scores = {f"statements.natural.{name}": value for name, value in score(rows, joined).items()}
    scores |= {f"statements.natural.{name}": value for name, value in halves(rows, joined).items()}
    found = from_stages(rows, corpus)
    scores |= {f"statements.natural.stages.{name}": value for name, value in stage_scores(rows, found).items()}
    return scores


def read_pairs() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines() if line]


def sides(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row["left"]
        yield row["right"]


def article_of(side: dict[str, Any]) -> Article:
    return side["file"], side["index"]


def place_of(side: dict[str, Any]) -> Place:
    return article_of(side), side["start"], side["stop"]


def read_articles(rows: Sequence[dict[str, Any]]) -> Corpus:
    """Return the articles; raises ``ValueError`` where a text or a span is not what was annotated."""
    days: dict[str, list[dict[str, Any]]] = {}
    corpus = Corpus({}, [], {})
    for side in sides(rows):
        name = Path(side["file"]).name
        if name not in days:
            with zipfile.ZipFile(CORPUS / name) as archive:
                days[name] = json.loads(archive.read(archive.namelist()[0]).decode("utf-8-sig"))
        found = days[name][side["index"]]
        check(side, found["content"])
        if article_of(side) not in corpus.reports:
            add_article(corpus, article_of(side), found)
    return corpus


def add_article(corpus: Corpus, article: Article, found: dict[str, Any]) -> None:
    title, content = found["title"] or "", found["content"]
    report = report_of(
        f"{article[0]}#{article[1]}",
        f"{title}\n{content}",
        published=found["date_extracted"][:10],
        outlet=found["source"],
    )
    corpus.reports[article] = report
    corpus.shift[article] = len(title) + 1
    corpus.pieces.append(piece_of(report, "headline", 0, len(title)))
    corpus.pieces.append(piece_of(report, "body", len(title) + 1, len(report.text)))


def check(side: dict[str, Any], content: str) -> None:
    """Raise ``ValueError`` where the text is another one or a span is empty, outside or begins with white space."""
    if hashlib.sha1(content.encode()).hexdigest() != side["sha1"]:
        raise ValueError(f"another text at {article_of(side)}")
    for part in ("", "cue_", "speaker_"):
        start, stop = side[f"{part}start"], side[f"{part}stop"]
        if start is None and part == "speaker_":
            continue
        words = content[start:stop]
        if not 0 <= start < stop <= len(content) or words != words.strip():
            raise ValueError(f"a bad {part or 'content '}span at {article_of(side)}: {start}-{stop}")


def score(rows: Sequence[dict[str, Any]], joined: Sequence[bool]) -> dict[str, float]:
    """Return precision, recall and F1 of the joined pairs, and the share that is right of each kind."""
    right = sum(row["same"] and one for row, one in zip(rows, joined, strict=True))
    whole = Score(right, sum(joined), sum(row["same"] for row in rows))
    scores = {"precision": whole.precision, "recall": whole.recall, "f1": whole.f1}
    for kind in sorted({row["kind"] for row in rows}):
        of_kind = [one == row["same"] for row, one in zip(rows, joined, strict=True) if row["kind"] == kind]
        same = any(row["same"] for row in rows if row["kind"] == kind)
        scores[f"{'recall' if same else 'apart'}.{key_of(kind)}"] = sum(of_kind) / len(of_kind)
    return scores


def key_of(kind: str) -> str:
    return kind.replace("'", "").replace(" ", "_").replace("-", "_")


# --- the annotated spans ----------------------------------------------------------------------------------


def on_spans(rows: Sequence[dict[str, Any]], corpus: Corpus) -> list[bool]:
    """Return for each pair whether its two annotated spans are put into one statement."""
    lang = load_lang("ar")
    names = printed_names(rows, corpus)
    quotes = {place_of(side): quote_of(side, corpus, names) for side in sides(rows)}
    reports = list(corpus.reports.values())
    reuse = list(find_reuse(reports, corpus.pieces, lang=lang))
    group = statements_of(link_statements(reports, list(quotes.values()), [], [], reuse, [], [], lang=lang))
    ends = [[group[quotes[place_of(row[side])].id] for side in ("left", "right")] for row in rows]
    return [bool(left & right) for left, right in ends]


def half_of(row: dict[str, Any]) -> int:
    """Return 0 or 1: the half a pair of articles belongs to, so that rules can be set on one and tried on the other."""
    names = sorted(f"{side['file']}#{side['index']}" for side in (row["left"], row["right"]))
    return int(hashlib.sha1("|".join(names).encode()).hexdigest(), 16) % 2


def halves(rows: Sequence[dict[str, Any]], joined: Sequence[bool]) -> dict[str, float]:
    """Return F1 on each half of the pairs of articles."""
    found = {}
    for half in (0, 1):
        some = [(row, one) for row, one in zip(rows, joined, strict=True) if half_of(row) == half]
        found[f"f1.half_{half}"] = score([row for row, _ in some], [one for _, one in some])["f1"]
    return found


def statements_of(rows: Iterable[Any]) -> dict[str, set[str]]:
    """Return the statements each quote prints: its own, and those of its stretches."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if isinstance(row, (StatementMember, StatementStretch)):
            found.setdefault(row.quote_id, set()).add(row.statement_id)
    return found


def printed_names(rows: Sequence[dict[str, Any]], corpus: Corpus) -> dict[tuple[Article, str], str]:
    """Return how an article prints a speaker: what a statement without a subject of its own is resolved to."""
    names: dict[tuple[Article, str], str] = {}
    for side in sides(rows):
        if side["speaker_start"] is not None:
            article = article_of(side)
            at = corpus.shift[article]
            name = corpus.reports[article].text[at + side["speaker_start"] : at + side["speaker_stop"]]
            known = names.get((article, side["speaker"]), "")
            names[article, side["speaker"]] = max(known, name, key=len)
    return names


def quote_of(side: dict[str, Any], corpus: Corpus, names: dict[tuple[Article, str], str]) -> Quote:
    article = article_of(side)
    report, at = corpus.reports[article], corpus.shift[article]
    start, stop = at + side["start"], at + side["stop"]
    speaker = [None if side[key] is None else at + side[key] for key in ("speaker_start", "speaker_stop")]
    return Quote(make_id("quote", report.id, start, stop), report.id, start, stop, "indirect", "clause", 1,
                 at + side["cue_start"], at + side["cue_stop"], speaker[0], speaker[1],
                 names.get((article, side["speaker"])), None, None, "", 1.0, "gold")  # fmt: skip


# --- what the stages find -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What a run made of one pair: whether each side was found, and whether the two are in one statement."""

    left: bool
    right: bool
    joined: bool


def from_stages(rows: Sequence[dict[str, Any]], corpus: Corpus) -> list[Found]:
    """Return what a real run over the articles makes of each pair."""
    import tempfile

    from musnad.pipeline import analyse
    from musnad.store import open_case

    with tempfile.TemporaryDirectory() as folder, open_case(Path(folder) / "pairs.musnad", create=True) as case:
        case.write_reports(list(corpus.reports.values()))
        with case.batch():
            case.write(corpus.pieces)
        analyse(case)
        quotes = case.rows("quote")
        group = statements_of([*case.rows("statement_member"), *case.rows("statement_stretch")])
    by_report: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_report.setdefault(quote.report_id, []).append(quote)
    nearest = {place_of(side): nearest_quote(side, corpus, by_report) for side in sides(rows)}
    return [found_pair(nearest[place_of(row["left"])], nearest[place_of(row["right"])], group) for row in rows]


def nearest_quote(side: dict[str, Any], corpus: Corpus, by_report: dict[str, list[Quote]]) -> Quote | None:
    article = article_of(side)
    at = corpus.shift[article]
    wanted = at + side["start"], at + side["stop"]
    near = [
        (overlap((quote.start, quote.stop), wanted), quote) for quote in by_report.get(corpus.reports[article].id, [])
    ]
    share, quote = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return quote if share >= LEAST_OVERLAP else None


def found_pair(left: Quote | None, right: Quote | None, group: dict[str, set[str]]) -> Found:
    joined = left is not None and right is not None and bool(group[left.id] & group[right.id])
    return Found(left is not None, right is not None, joined)


def stage_scores(rows: Sequence[dict[str, Any]], found: Sequence[Found]) -> dict[str, float]:
    """Return the scores of the pairs, the share of spans found, and the recall among pairs found on both sides."""
    scores = score(rows, [one.joined for one in found]) | halves(rows, [one.joined for one in found])
    scores["found"] = sum(one.left + one.right for one in found) / (2 * len(found))
    both = [one.joined for row, one in zip(rows, found, strict=True) if row["same"] and one.left and one.right]
    scores["given_both_found"] = sum(both) / len(both) if both else 0.0
    return scores


def show() -> None:
    """Print the scores and every pair that is wrong, by id and kind."""
    rows = read_pairs()
    corpus = read_articles(rows)
    joined = on_spans(rows, corpus)
    found = from_stages(rows, corpus)
    for title, scores in (("spans", score(rows, joined) | halves(rows, joined)), ("stages", stage_scores(rows, found))):
        for name, value in scores.items():
            print(f"{title:7}{name:34} {value:.3f}")
    for row, one, run in zip(rows, joined, found, strict=True):
        if one != row["same"] or run.joined != row["same"]:
            wrong = "spans" * (one != row["same"]), "stages" * (run.joined != row["same"])
            missed = "".join(side for side, there in (("L", run.left), ("R", run.right)) if not there)
            print(
                row["id"],
                row["kind"],
                "|",
                " ".join(filter(None, wrong)),
                "| not found:",
                missed or "-",
                "|",
                row["note"],
            )


if __name__ == "__main__":
    show()
