-- The record on PostgreSQL. Amounts are whole fen, days are ordinals (1 = 0001-01-01), instants are
-- microseconds since 1970 in UTC, so that both engines and the offline verifier see the same numbers.

CREATE TABLE pot (
    id bigint PRIMARY KEY, -- drawn from the elements, so that a changed element is seen
    division text NOT NULL,
    year smallint NOT NULL,
    book text NOT NULL,
    family text NOT NULL,
    unit text NOT NULL DEFAULT '',
    project text NOT NULL DEFAULT '',
    function text NOT NULL DEFAULT '',
    item text NOT NULL DEFAULT '',
    department_item text NOT NULL DEFAULT '',
    fund_type text NOT NULL DEFAULT '',
    indicator text NOT NULL DEFAULT '',
    counterpart text NOT NULL DEFAULT '',
    origin smallint NOT NULL DEFAULT 0
);
CREATE INDEX pot_place ON pot (division, year, book, family);
CREATE INDEX pot_unit ON pot (unit, year);
CREATE INDEX pot_indicator ON pot (indicator) WHERE indicator <> '';

-- The only rows that postings change. They can be thrown away and rebuilt from the entries.
CREATE TABLE balance (
    pot bigint PRIMARY KEY REFERENCES pot,
    side smallint NOT NULL CHECK (side IN (1, -1)),
    guarded boolean NOT NULL,
    capped boolean NOT NULL DEFAULT false,
    open_fen bigint NOT NULL DEFAULT 0,
    held_fen bigint NOT NULL DEFAULT 0,
    done_fen bigint NOT NULL DEFAULT 0,
    CONSTRAINT pot_is_not_overdrawn
        CHECK (NOT guarded OR (open_fen >= 0 AND held_fen >= 0 AND done_fen >= 0))
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

CREATE TABLE ceiling (
    pot bigint NOT NULL REFERENCES pot,
    ceiling bigint NOT NULL REFERENCES pot,
    PRIMARY KEY (pot, ceiling)
);

CREATE SEQUENCE batch_number CACHE 1;
CREATE TABLE batch (
    id bigint PRIMARY KEY,
    division text NOT NULL,
    year smallint NOT NULL,
    actor text NOT NULL,
    recorded_at bigint NOT NULL,
    reason text NOT NULL,
    entries integer NOT NULL CHECK (entries > 0)
);
CREATE INDEX batch_place ON batch (division, year, id);
CREATE INDEX batch_recorded ON batch (recorded_at);

CREATE TABLE entry (
    batch bigint NOT NULL,
    line integer NOT NULL,
    key uuid NOT NULL,
    leg smallint NOT NULL,
    event smallint NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL CHECK (credit <> debit),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    day integer NOT NULL,
    PRIMARY KEY (batch, line),
    CONSTRAINT entry_once UNIQUE (key, leg)
);
CREATE INDEX entry_pot ON entry ((credit >> 2));
CREATE INDEX entry_into ON entry ((debit >> 2)) WHERE (debit >> 2) <> (credit >> 2);

CREATE TABLE term (
    key uuid PRIMARY KEY,
    expires_at bigint NOT NULL
);
CREATE INDEX term_due ON term (expires_at);

CREATE TABLE unsealed (
    batch bigint PRIMARY KEY,
    division text NOT NULL,
    year smallint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.01);

CREATE TABLE seal (
    division text NOT NULL,
    year smallint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    batch bigint NOT NULL UNIQUE,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (division, year, number)
);

CREATE TABLE checkpoint (
    number bigint PRIMARY KEY CHECK (number > 0),
    taken_at bigint NOT NULL,
    heads text NOT NULL,
    root bytea NOT NULL
);

CREATE TABLE period (
    division text NOT NULL,
    year smallint NOT NULL,
    closed_before integer NOT NULL,
    PRIMARY KEY (division, year)
);

-- What each pot gained on a valid day, by the day on which it became known; and the same by
-- blocks of 32 days. Made from the entries after the day, so that no posting waits for them.
CREATE TABLE movement (
    pot bigint NOT NULL,
    known integer NOT NULL,
    day integer NOT NULL,
    open_fen bigint NOT NULL,
    held_fen bigint NOT NULL,
    done_fen bigint NOT NULL,
    PRIMARY KEY (pot, known, day)
);
CREATE INDEX movement_known ON movement (known, day);
CREATE INDEX movement_day ON movement (day, known);
CREATE TABLE movement_block (
    pot bigint NOT NULL,
    known integer NOT NULL,
    day integer NOT NULL,
    open_fen bigint NOT NULL,
    held_fen bigint NOT NULL,
    done_fen bigint NOT NULL,
    PRIMARY KEY (pot, known, day)
);
CREATE TABLE moved_until (
    grain text PRIMARY KEY,
    known integer NOT NULL
);

CREATE TABLE fact (
    division text NOT NULL,
    year smallint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    kind text NOT NULL,
    key text NOT NULL UNIQUE,
    day integer NOT NULL,
    recorded_at bigint NOT NULL,
    actor text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (division, year, number)
);
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_kind ON fact (kind, division, year);

-- What was written stays as it was written, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused. Post a reversing voucher dated today.',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pot', 'batch', 'entry', 'seal', 'fact', 'checkpoint', 'term'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
    END LOOP;
END $$;
