-- The tables of a case file (one SQLite file). docs/tables.md is made from this file.
-- Every table but `note` and `judgement` is written by exactly one stage (or by reading);
-- those two are written by people and are never thrown away.
-- Allowed values are compared one by one: of an IN list of three and more SQLite makes a table, for every row anew.

-- What was read ------------------------------------------------------------------------------------

-- An outlet that printed at least one report of this case.
CREATE TABLE IF NOT EXISTS outlet (
    id TEXT PRIMARY KEY,
    name_ar TEXT,
    name_en TEXT,
    domain TEXT,
    country TEXT
);

-- The bytes of a source, zlib-compressed, so that evidence can be opened again.
CREATE TABLE IF NOT EXISTS raw (
    sha TEXT PRIMARY KEY,            -- SHA-256 of the bytes as they came
    reader TEXT NOT NULL,            -- reader and its version
    encoding TEXT NOT NULL,          -- the encoding they were decoded with
    size INTEGER NOT NULL,
    data BLOB NOT NULL
);

-- The accounting: one row for each thing read; read = stored + duplicate + skipped.
CREATE TABLE IF NOT EXISTS item (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,            -- relative to the argument given
    at TEXT NOT NULL,                -- the place in the source: '' for all of it, 'record 3'
    status TEXT NOT NULL CHECK (status = 'stored' OR status = 'duplicate' OR status = 'skipped'),
    reason TEXT NOT NULL,
    report_id TEXT REFERENCES report (id),
    raw_sha TEXT REFERENCES raw (sha)
);
CREATE INDEX IF NOT EXISTS item_of_report ON item (report_id);
CREATE INDEX IF NOT EXISTS item_by_status ON item (status);

-- How far each source was read: a stopped run goes on there, a source read to its end is not read again.
CREATE TABLE IF NOT EXISTS source (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,              -- as in item.source
    sha TEXT NOT NULL,               -- SHA-256 of its bytes
    reader TEXT NOT NULL,            -- version of the readers and the settings it was read with
    items INTEGER NOT NULL,          -- things in it that are done
    stored INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    is_whole INTEGER NOT NULL        -- 1: read to its end
);

-- How bytes came over the net: evidence, exported as a web archive (`musnad export warc`).
CREATE TABLE IF NOT EXISTS fetch (
    id TEXT PRIMARY KEY,
    raw_sha TEXT NOT NULL REFERENCES raw (sha),
    url TEXT,
    fetched TEXT,                    -- ISO 8601 in UTC
    status INTEGER NOT NULL,         -- HTTP status
    headers TEXT NOT NULL,           -- JSON object, names in lower case
    hops TEXT NOT NULL               -- JSON array: the addresses redirected from, first to last
);
CREATE INDEX IF NOT EXISTS fetch_of_raw ON fetch (raw_sha);
CREATE INDEX IF NOT EXISTS fetch_of_url ON fetch (url);

-- A feed that is watched: what its last answer said, and when to look again (`musnad watch`).
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY,            -- without a password
    etag TEXT,
    modified TEXT,                   -- its Last-Modified header
    checked TEXT,                    -- ISO 8601 in UTC, as next_check
    next_check TEXT,
    failures INTEGER NOT NULL,       -- in a row, up to now
    message TEXT NOT NULL            -- what went wrong the last time, or ''
);

-- What an outlet printed; never changed after reading.
CREATE TABLE IF NOT EXISTS report (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    source_id TEXT,                  -- a record's own id
    outlet_id TEXT REFERENCES outlet (id),
    url TEXT,
    text TEXT NOT NULL,              -- as printed; every place in every table points into it
    published TEXT,                  -- ISO 8601, as far as the page or record says; never inferred
    published_why TEXT NOT NULL,
    language TEXT NOT NULL,
    version_of TEXT REFERENCES report (id),
    raw_sha TEXT NOT NULL REFERENCES raw (sha),
    address TEXT                     -- the key all spellings of its url share
);
CREATE INDEX IF NOT EXISTS report_of_address ON report (address);
CREATE INDEX IF NOT EXISTS report_of_outlet ON report (outlet_id, address);

-- Findings: something at a place in one report ------------------------------------------------------

-- What each part of the page is.
CREATE TABLE IF NOT EXISTS piece (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    part TEXT NOT NULL CHECK (part = 'kicker' OR part = 'headline' OR part = 'standfirst' OR part = 'dateline'
        OR part = 'byline' OR part = 'body' OR part = 'caption' OR part = 'credit' OR part = 'furniture'),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    source_field TEXT,               -- the record's field it comes from; NULL for a page
    source_start INTEGER NOT NULL,   -- where it begins in the decoded source, or in that field
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS piece_of_report ON piece (report_id);

-- Lines, or ends of a body, that recur across the pages of one outlet: furniture learned after reading.
-- Every stage sees them cut out of the pieces, and so does an export of `piece`; `piece` itself stays as read.
CREATE TABLE IF NOT EXISTS furniture (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    score REAL NOT NULL,             -- 0: a person rejected it, and it stays text
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS furniture_of_report ON furniture (report_id);

-- Sentences of everything that is not furniture.
CREATE TABLE IF NOT EXISTS sentence (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    part TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sentence_of_report ON sentence (report_id);

-- An agency (or 'agencies') named as the source of a report.
CREATE TABLE IF NOT EXISTS credit (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    agency TEXT NOT NULL,
    kind TEXT NOT NULL,              -- agency, agencies (unnamed), outlet, photo
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS credit_of_report ON credit (report_id);

-- A person, organisation or place named.
CREATE TABLE IF NOT EXISTS mention (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'PER' OR kind = 'ORG' OR kind = 'LOC'),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
-- with the id: which names some reports hold is asked without opening the mentions
CREATE INDEX IF NOT EXISTS mention_of_report ON mention (report_id, id);

-- One printing of something said: the content stands at start:stop.
CREATE TABLE IF NOT EXISTS quote (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type = 'direct' OR type = 'indirect' OR type = 'mixed'),
    form TEXT NOT NULL CHECK (form = 'verbatim_marked' OR form = 'verbatim_unmarked' OR form = 'clause'
        OR form = 'nominal'),
    level INTEGER NOT NULL,          -- 2: inside another statement
    cue_start INTEGER NOT NULL,
    cue_stop INTEGER NOT NULL,
    speaker_start INTEGER,
    speaker_stop INTEGER,
    speaker_name TEXT,               -- resolved within the report; NULL when unknown
    channel_start INTEGER,
    channel_stop INTEGER,
    quoted TEXT NOT NULL,            -- marked stretches inside: 'start-stop start-stop'
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS quote_of_report ON quote (report_id);

-- A time expression and where it falls.
CREATE TABLE IF NOT EXISTS date (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'DATE' OR kind = 'TIME' OR kind = 'DURATION' OR kind = 'SET'),
    value TEXT,                      -- ISO 8601 / TIMEX3 style; NULL where it can't be placed
    vague INTEGER NOT NULL,
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS date_of_report ON date (report_id);

-- A number of counted things.
CREATE TABLE IF NOT EXISTS figure (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    low REAL,
    high REAL,
    approx TEXT NOT NULL CHECK (approx = 'exact' OR approx = 'about' OR approx = 'at-least'
        OR approx = 'at-most' OR approx = 'more-than' OR approx = 'range'),
    noun_start INTEGER,
    noun_stop INTEGER,
    unit TEXT,
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS figure_of_report ON figure (report_id);

-- A word that characterises a group, act or place, and whose voice it stands in.
CREATE TABLE IF NOT EXISTS label (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    family TEXT NOT NULL,
    term TEXT NOT NULL,
    voice TEXT NOT NULL CHECK (voice = 'own' OR voice = 'attributed' OR voice = 'quoted'),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS label_of_report ON label (report_id);
CREATE INDEX IF NOT EXISTS label_by_score ON label (score, id);
CREATE INDEX IF NOT EXISTS label_by_family ON label (family, score, id);

-- A happening told in a sentence.
CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    predicate TEXT NOT NULL,
    date TEXT,
    place_id TEXT,
    status TEXT NOT NULL CHECK (status = 'done' OR status = 'planned' OR status = 'denied' OR status = 'claimed'),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_report ON event (report_id);

CREATE TABLE IF NOT EXISTS event_participant (
    event_id TEXT NOT NULL REFERENCES event (id),
    entity_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (event_id, entity_id, role)
);

-- When a report was printed: its own date, or what its siblings and its words allow.
CREATE TABLE IF NOT EXISTS report_date (
    report_id TEXT PRIMARY KEY REFERENCES report (id),
    earliest TEXT,
    latest TEXT,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS report_date_by_day ON report_date (substr(earliest, 1, 10), substr(latest, 1, 10));

-- Links: two things that belong together, or clash ----------------------------------------------------

-- A passage two reports share ('formula': stock wording, no evidence of copying).
CREATE TABLE IF NOT EXISTS reuse (
    id TEXT PRIMARY KEY,
    left_id TEXT NOT NULL REFERENCES report (id),
    right_id TEXT NOT NULL REFERENCES report (id),
    left_start INTEGER NOT NULL,
    left_stop INTEGER NOT NULL,
    right_start INTEGER NOT NULL,
    right_stop INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('passage', 'formula')),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS reuse_of_left ON reuse (left_id);
CREATE INDEX IF NOT EXISTS reuse_of_right ON reuse (right_id);

-- One difference inside a shared passage.
CREATE TABLE IF NOT EXISTS change (
    id TEXT PRIMARY KEY,
    reuse_id TEXT NOT NULL REFERENCES reuse (id),
    left_start INTEGER NOT NULL,
    left_stop INTEGER NOT NULL,
    right_start INTEGER NOT NULL,
    right_stop INTEGER NOT NULL,
    class TEXT NOT NULL CHECK (class = 'wording' OR class = 'orthography' OR class = 'deletion'
        OR class = 'addition' OR class = 'time-reanchor' OR class = 'honorific' OR class = 'name-variant'
        OR class = 'attribution' OR class = 'quote-boundary' OR class = 'marks' OR class = 'typo'
        OR class = 'number' OR class = 'label'),
    severity INTEGER NOT NULL,       -- 0 spelling .. 5 gravest; docs/stages/changes.md
    in_quote INTEGER NOT NULL,       -- 1: either side stands between quotation marks
    why TEXT NOT NULL
);
-- changes are counted by class and severity without opening them
CREATE INDEX IF NOT EXISTS change_of_reuse ON change (reuse_id, severity, class, in_quote);

-- Who may stand behind a report; 'unseen': a source none of whose words we have.
CREATE TABLE IF NOT EXISTS lineage (
    id TEXT PRIMARY KEY,
    child_id TEXT NOT NULL REFERENCES report (id),
    parent_id TEXT,
    parent_kind TEXT NOT NULL CHECK (parent_kind = 'report' OR parent_kind = 'agency' OR parent_kind = 'unseen'),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS lineage_of_child ON lineage (child_id);

CREATE TABLE IF NOT EXISTS same_story (
    id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT NOT NULL, score REAL NOT NULL, why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS same_story_by_score ON same_story (score, id);
CREATE TABLE IF NOT EXISTS same_event (
    id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT NOT NULL, score REAL NOT NULL, why TEXT NOT NULL
);
-- left and right are mentions
CREATE TABLE IF NOT EXISTS same_entity (
    id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT NOT NULL, score REAL NOT NULL, why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS same_entity_by_score ON same_entity (score, id);
CREATE INDEX IF NOT EXISTS same_entity_of_left ON same_entity (left_id);
-- left and right are quotes
CREATE TABLE IF NOT EXISTS same_statement (
    id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT NOT NULL, score REAL NOT NULL, why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS same_statement_by_score ON same_statement (score, id);
CREATE INDEX IF NOT EXISTS same_statement_of_left ON same_statement (left_id);
-- Two findings that can't both be right as printed.
CREATE TABLE IF NOT EXISTS conflict (
    id TEXT PRIMARY KEY,
    left_id TEXT NOT NULL,
    right_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'figure' OR kind = 'date' OR kind = 'role' OR kind = 'name'
        OR kind = 'attribution'),
    score REAL NOT NULL,
    why TEXT NOT NULL
);

-- Groups: connected components of links, after judgements ------------------------------------------------

CREATE TABLE IF NOT EXISTS story (
    id TEXT PRIMARY KEY,
    headline_report_id TEXT NOT NULL REFERENCES report (id),
    first TEXT,                      -- the day by which the first of its reports was surely printed
    last TEXT,                       -- and the last of them
    outlets INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    independent INTEGER NOT NULL     -- outlets that can each be given an origin of its own (link/independence.py)
);
CREATE TABLE IF NOT EXISTS story_member (
    report_id TEXT NOT NULL REFERENCES report (id),
    story_id TEXT NOT NULL REFERENCES story (id),
    event_id TEXT,                   -- the smallest event id of the reports that tell the same lead event
    PRIMARY KEY (report_id, story_id)
);
CREATE INDEX IF NOT EXISTS member_of_story ON story_member (story_id);
CREATE TABLE IF NOT EXISTS entity (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name_ar TEXT,
    name_en TEXT,
    lat REAL,
    lon REAL,
    mentions INTEGER NOT NULL DEFAULT 0,
    reports INTEGER NOT NULL DEFAULT 0  -- that name it
);
CREATE INDEX IF NOT EXISTS entity_by_reports ON entity (reports DESC, mentions DESC, id);
CREATE TABLE IF NOT EXISTS entity_member (
    mention_id TEXT PRIMARY KEY REFERENCES mention (id),
    entity_id TEXT NOT NULL REFERENCES entity (id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS member_of_entity ON entity_member (entity_id);
CREATE TABLE IF NOT EXISTS statement (
    id TEXT PRIMARY KEY,
    speaker_entity_id TEXT
);
CREATE INDEX IF NOT EXISTS statement_of_speaker ON statement (speaker_entity_id);
CREATE TABLE IF NOT EXISTS statement_member (
    quote_id TEXT PRIMARY KEY REFERENCES quote (id),
    statement_id TEXT NOT NULL REFERENCES statement (id)
);
CREATE INDEX IF NOT EXISTS member_of_statement ON statement_member (statement_id);
-- A quote that runs several sayings together is one statement's member, and prints others in a stretch of it.
CREATE TABLE IF NOT EXISTS statement_stretch (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote_id TEXT NOT NULL REFERENCES quote (id),
    statement_id TEXT NOT NULL REFERENCES statement (id),
    score REAL NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS stretch_of_statement ON statement_stretch (statement_id);

-- What people decided and wrote ------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS judgement (
    id TEXT PRIMARY KEY,
    about TEXT NOT NULL,             -- the id of a finding, link or group
    about_words TEXT NOT NULL,
    about_report_id TEXT,
    about_start INTEGER,
    about_stop INTEGER,
    verdict TEXT NOT NULL,           -- same, different, right, wrong, reject
    judged_by TEXT NOT NULL,
    judged_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS note (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    words TEXT NOT NULL,             -- what the note says
    tags TEXT NOT NULL,              -- 'one, two'
    noted_by TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    quoted TEXT NOT NULL DEFAULT '', -- the words printed at the place
    before TEXT NOT NULL DEFAULT '', -- up to 40 characters printed before it
    after TEXT NOT NULL DEFAULT '',  -- and after it: a note is found by them in another text of the page
    removed_by TEXT,                 -- who took it away; exports leave it out
    removed_at TEXT
);
CREATE INDEX IF NOT EXISTS note_of_report ON note (report_id, start);

-- What went wrong, or was left undone, and where.
CREATE TABLE IF NOT EXISTS problem (
    source TEXT NOT NULL,
    item TEXT NOT NULL,
    stage TEXT NOT NULL,
    message TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('error', 'notice')),
    PRIMARY KEY (source, item, stage, message)
);
CREATE INDEX IF NOT EXISTS problem_of_item ON problem (item, stage);

-- Keeping house ------------------------------------------------------------------------------------------------

-- Which stage has run over which report, at which version. For stages over the whole case '' says that its rows are
-- those of all reports, by a digest of what they were made from; some also name the reports they have run over.
CREATE TABLE IF NOT EXISTS done (
    report_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (report_id, stage)
);

-- The words of each report of a large case as reuse last compared them: hashes, 8 bytes a word, and what was counted
-- of each, a byte a word (link/newcomers.py). Made again with the rows of reuse.
CREATE TABLE IF NOT EXISTS compared (
    report_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,            -- the number of its day; a hash of it and what else decides: order, outlet, pieces
    words BLOB NOT NULL,
    bits BLOB NOT NULL
);

-- Full text over folded words; one row a report, in the order of report.rowid.
CREATE VIRTUAL TABLE IF NOT EXISTS folded USING fts5 (words, tokenize = "unicode61 remove_diacritics 0");
