-- The record on SQLite. Amounts are whole fen, days are ordinals (1 = 0001-01-01), instants are
-- microseconds since 1970 in UTC, so that both engines and the offline verifier see the same numbers.

CREATE TABLE pot (
    id INTEGER PRIMARY KEY, -- drawn from the elements, so that a changed element is seen
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    book TEXT NOT NULL,
    family TEXT NOT NULL,
    unit TEXT NOT NULL DEFAULT '',
    project TEXT NOT NULL DEFAULT '',
    function TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    department_item TEXT NOT NULL DEFAULT '',
    fund_type TEXT NOT NULL DEFAULT '',
    indicator TEXT NOT NULL DEFAULT '',
    counterpart TEXT NOT NULL DEFAULT '',
    origin INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pot_place ON pot (division, year, book, family);
CREATE INDEX pot_unit ON pot (unit, year);
CREATE INDEX pot_indicator ON pot (indicator) WHERE indicator <> '';

-- The only rows that postings change. They can be thrown away and rebuilt from the entries.
CREATE TABLE balance (
    pot INTEGER PRIMARY KEY REFERENCES pot,
    side INTEGER NOT NULL CHECK (side IN (1, -1)),
    guarded INTEGER NOT NULL,
    capped INTEGER NOT NULL DEFAULT 0,
    open_fen INTEGER NOT NULL DEFAULT 0,
    held_fen INTEGER NOT NULL DEFAULT 0,
    done_fen INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT pot_is_not_overdrawn
        CHECK (NOT guarded OR (open_fen >= 0 AND held_fen >= 0 AND done_fen >= 0))
) STRICT;

CREATE TABLE ceiling (
    pot INTEGER NOT NULL REFERENCES pot,
    ceiling INTEGER NOT NULL REFERENCES pot,
    PRIMARY KEY (pot, ceiling)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    entries INTEGER NOT NULL CHECK (entries > 0)
) STRICT;
CREATE INDEX batch_place ON batch (division, year, id);
CREATE INDEX batch_recorded ON batch (recorded_at);

CREATE TABLE entry (
    batch INTEGER NOT NULL,
    line INTEGER NOT NULL,
    key BLOB NOT NULL,
    leg INTEGER NOT NULL,
    event INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL CHECK (credit <> debit),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    day INTEGER NOT NULL,
    PRIMARY KEY (batch, line),
    CONSTRAINT entry_once UNIQUE (key, leg)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_pot ON entry ((credit >> 2));
CREATE INDEX entry_into ON entry ((debit >> 2)) WHERE (debit >> 2) <> (credit >> 2);

CREATE TABLE term (
    key BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX term_due ON term (expires_at);

CREATE TABLE unsealed (
    batch INTEGER PRIMARY KEY,
    division TEXT NOT NULL,
    year INTEGER NOT NULL
) STRICT;

CREATE TABLE seal (
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    batch INTEGER NOT NULL UNIQUE,
    digest BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (division, year, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    taken_at INTEGER NOT NULL,
    heads TEXT NOT NULL,
    root BLOB NOT NULL
) STRICT;

CREATE TABLE period (
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    closed_before INTEGER NOT NULL,
    PRIMARY KEY (division, year)
) STRICT, WITHOUT ROWID;

-- What each pot gained on a valid day, by the day on which it became known; and the same by
-- blocks of 32 days. Made from the entries after the day, so that no posting waits for them.
CREATE TABLE movement (
    pot INTEGER NOT NULL,
    known INTEGER NOT NULL,
    day INTEGER NOT NULL,
    open_fen INTEGER NOT NULL,
    held_fen INTEGER NOT NULL,
    done_fen INTEGER NOT NULL,
    PRIMARY KEY (pot, known, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX movement_known ON movement (known, day);
CREATE INDEX movement_day ON movement (day, known);
CREATE TABLE movement_block (
    pot INTEGER NOT NULL,
    known INTEGER NOT NULL,
    day INTEGER NOT NULL,
    open_fen INTEGER NOT NULL,
    held_fen INTEGER NOT NULL,
    done_fen INTEGER NOT NULL,
    PRIMARY KEY (pot, known, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE moved_until (
    grain TEXT PRIMARY KEY,
    known INTEGER NOT NULL
) STRICT;

CREATE TABLE fact (
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    day INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (division, year, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_kind ON fact (kind, division, year);

-- What was written stays as it was written. (A file's owner can do more; the seals show it.)
CREATE TRIGGER pot_append_only_update BEFORE UPDATE ON pot BEGIN
    SELECT RAISE(ABORT, 'pot is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER pot_append_only_delete BEFORE DELETE ON pot BEGIN
    SELECT RAISE(ABORT, 'pot is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER batch_append_only_update BEFORE UPDATE ON batch BEGIN
    SELECT RAISE(ABORT, 'batch is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER batch_append_only_delete BEFORE DELETE ON batch BEGIN
    SELECT RAISE(ABORT, 'batch is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER entry_append_only_update BEFORE UPDATE ON entry BEGIN
    SELECT RAISE(ABORT, 'entry is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER entry_append_only_delete BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'entry is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER seal_append_only_update BEFORE UPDATE ON seal BEGIN
    SELECT RAISE(ABORT, 'seal is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER seal_append_only_delete BEFORE DELETE ON seal BEGIN
    SELECT RAISE(ABORT, 'seal is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER fact_append_only_update BEFORE UPDATE ON fact BEGIN
    SELECT RAISE(ABORT, 'fact is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER fact_append_only_delete BEFORE DELETE ON fact BEGIN
    SELECT RAISE(ABORT, 'fact is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER checkpoint_append_only_update BEFORE UPDATE ON checkpoint BEGIN
    SELECT RAISE(ABORT, 'checkpoint is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER checkpoint_append_only_delete BEFORE DELETE ON checkpoint BEGIN
    SELECT RAISE(ABORT, 'checkpoint is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER term_append_only_update BEFORE UPDATE ON term BEGIN
    SELECT RAISE(ABORT, 'term is append-only: UPDATE is refused. Post a reversing voucher dated today.');
END;
CREATE TRIGGER term_append_only_delete BEFORE DELETE ON term BEGIN
    SELECT RAISE(ABORT, 'term is append-only: DELETE is refused. Post a reversing voucher dated today.');
END;
