"""The vocabulary: every row Musnad stores, as one frozen record each.

A record's fields are the columns of the table of the same name, in the same order
(``tests/test_store.py`` holds this file and ``schema.sql`` together). Places are
``start, stop``: 0-based, end-exclusive, in Unicode code points of ``report.text``.
Pairs are ``left, right``. Ids come from content, so a second run makes the same ones. What was
read is written down in ``musnad.reports``, how an id is made in ``musnad.ids``.
"""

from __future__ import annotations

from dataclasses import dataclass

from musnad.frozen import quickly_made
from musnad.ids import ID_BYTES, id_part, make_id
from musnad.reports import (
    FeedState,
    Fetch,
    Item,
    Outlet,
    Raw,
    Report,
    Source,
    latest_day,
    likely_day,
    page_of,
    reading_order,
)

# fmt: off
__all__ = [
    "COLUMN_NAMES", "ID_BYTES", "RECORDS", "Change", "Conflict", "Credit", "Date", "Entity", "EntityMember",
    "Event", "EventParticipant", "FeedState", "Fetch", "Figure", "Furniture", "Item", "Judgement", "Label",
    "Lineage", "Mention", "Note", "Outlet", "Piece", "Problem", "Quote", "Raw", "Report", "ReportDate", "Reuse",
    "SameEntity", "SameEvent", "SameStatement", "SameStory", "Sentence", "Source", "Statement", "StatementMember",
    "StatementStretch", "Story", "StoryMember", "id_part", "latest_day", "likely_day", "make_id", "page_of",
    "reading_order",
]
# fmt: on

# --- findings: something at a place in one report --------------------------------------------------


@quickly_made
@dataclass(frozen=True, slots=True)
class Piece:
    id: str
    report_id: str
    part: str  # kicker headline standfirst dateline byline body caption credit furniture
    start: int
    stop: int
    source_field: str | None  # the record's field; None for a page
    source_start: int
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line, or an end of a body, that recurs across the pages of one outlet: no part of what it reports."""

    id: str
    report_id: str
    start: int
    stop: int
    score: float  # 0 where a person rejected it: it stays text
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Sentence:
    id: str
    report_id: str
    part: str  # the part of the piece it stands in
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Credit:
    id: str
    report_id: str
    start: int
    stop: int
    agency: str  # the agency's key in lang/ar/agencies.tsv; "agencies" for a generic credit
    kind: str  # agency | agencies | outlet | photo
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Mention:
    id: str
    report_id: str
    start: int
    stop: int
    kind: str  # PER ORG LOC
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Quote:
    id: str
    report_id: str
    start: int
    stop: int
    type: str  # direct indirect mixed
    form: str  # verbatim_marked verbatim_unmarked clause nominal
    level: int
    cue_start: int
    cue_stop: int
    speaker_start: int | None
    speaker_stop: int | None
    speaker_name: str | None
    channel_start: int | None
    channel_stop: int | None
    quoted: str  # "start-stop start-stop": the marked stretches inside, as offsets of report.text
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Date:
    id: str
    report_id: str
    start: int
    stop: int
    kind: str  # DATE TIME DURATION SET
    value: str | None  # ISO 8601 / TIMEX3 style; None when it can't be placed
    vague: int
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Figure:
    id: str
    report_id: str
    start: int
    stop: int
    low: float | None
    high: float | None
    approx: str  # exact about at-least at-most more-than range
    noun_start: int | None
    noun_stop: int | None
    unit: str | None
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Label:
    id: str
    report_id: str
    start: int
    stop: int
    family: str
    term: str
    voice: str  # own attributed quoted
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Event:
    id: str
    report_id: str
    start: int
    stop: int
    predicate: str
    date: str | None
    place_id: str | None  # an entity
    status: str  # done planned denied claimed
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class EventParticipant:
    event_id: str
    entity_id: str
    role: str


@dataclass(frozen=True, slots=True)
class ReportDate:
    report_id: str
    earliest: str | None
    latest: str | None
    why: str


# --- links: two things that belong together, or clash -----------------------------------------------


@quickly_made
@dataclass(frozen=True, slots=True)
class Reuse:
    id: str
    left_id: str
    right_id: str
    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    kind: str  # passage formula
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Change:
    id: str
    reuse_id: str
    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    cls: str  # column `class`
    severity: int  # 0 (spelling) .. 5 (label, number, quotation)
    in_quote: int  # either side stands between quotation marks
    why: str


@dataclass(frozen=True, slots=True)
class Lineage:
    id: str
    child_id: str
    parent_id: str | None
    parent_kind: str  # report agency unseen
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class SameStory:
    id: str
    left_id: str
    right_id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class SameEvent:
    id: str
    left_id: str
    right_id: str
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class SameEntity:
    id: str
    left_id: str
    right_id: str
    score: float
    why: str


@quickly_made
@dataclass(frozen=True, slots=True)
class SameStatement:
    id: str
    left_id: str
    right_id: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str
    left_id: str
    right_id: str
    kind: str  # figure date role name attribution
    score: float
    why: str


# --- groups: connected components of links, after judgements ----------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    id: str
    headline_report_id: str
    first: str | None
    last: str | None
    outlets: int
    origins: int
    independent: int


@dataclass(frozen=True, slots=True)
class StoryMember:
    report_id: str
    story_id: str
    event_id: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    id: str
    kind: str
    name_ar: str | None
    name_en: str | None
    lat: float | None
    lon: float | None
    mentions: int = 0
    reports: int = 0  # that name it


@quickly_made
@dataclass(frozen=True, slots=True)
class EntityMember:
    mention_id: str
    entity_id: str


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    speaker_entity_id: str | None


@quickly_made
@dataclass(frozen=True, slots=True)
class StatementMember:
    quote_id: str
    statement_id: str


@dataclass(frozen=True, slots=True)
class StatementStretch:
    """A stretch of a quote that prints another statement than the quote's own: several sayings run together."""

    id: str
    report_id: str
    start: int
    stop: int
    quote_id: str
    statement_id: str
    score: float
    why: str


# --- what a person wrote ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgement:
    id: str
    about: str  # the id of a finding, link or group
    about_words: str  # the words it was about
    about_report_id: str | None
    about_start: int | None
    about_stop: int | None
    verdict: str
    judged_by: str
    judged_at: str


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    report_id: str
    start: int
    stop: int
    words: str  # what the note says
    tags: str  # "one, two"
    noted_by: str
    noted_at: str
    quoted: str = ""  # the words printed at the place, and those around it: by them it is found in another text
    before: str = ""
    after: str = ""
    removed_by: str | None = None  # taken away, until it is put back
    removed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    source: str
    item: str
    stage: str
    message: str
    kind: str  # error | notice


# Table name -> record; the order is the order of the schema, of docs/tables.md and of `musnad export --help`.
RECORDS: dict[str, type] = {
    "outlet": Outlet,
    "raw": Raw,
    "item": Item,
    "source": Source,
    "fetch": Fetch,
    "feed": FeedState,
    "report": Report,
    "piece": Piece,
    "furniture": Furniture,
    "sentence": Sentence,
    "credit": Credit,
    "mention": Mention,
    "quote": Quote,
    "date": Date,
    "figure": Figure,
    "label": Label,
    "event": Event,
    "event_participant": EventParticipant,
    "report_date": ReportDate,
    "reuse": Reuse,
    "change": Change,
    "lineage": Lineage,
    "same_story": SameStory,
    "same_event": SameEvent,
    "same_entity": SameEntity,
    "same_statement": SameStatement,
    "conflict": Conflict,
    "story": Story,
    "story_member": StoryMember,
    "entity": Entity,
    "entity_member": EntityMember,
    "statement": Statement,
    "statement_member": StatementMember,
    "statement_stretch": StatementStretch,
    "judgement": Judgement,
    "note": Note,
    "problem": Problem,
}

# Columns whose name is a Python keyword stand in the record under another name.
COLUMN_NAMES = {"cls": "class"}
