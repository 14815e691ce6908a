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

-- One posting: one call. Outcomes: 0 accepted, 1 repeated, 2 key used for something else,
-- 3 refused (pot, chamber, available and asked say why), 4 period closed, 5 a pot is not open,
-- 6 the instant lies on a day whose movements are gathered.
CREATE FUNCTION post_voucher(
    p_key uuid, p_day integer, p_division text, p_year smallint, p_actor text, p_at bigint,
    p_reason text, p_events smallint[], p_debits bigint[], p_credits bigint[], p_amounts bigint[],
    OUT outcome smallint, OUT batch bigint, OUT pot bigint, OUT chamber smallint,
    OUT available bigint, OUT asked bigint
) LANGUAGE plpgsql AS $$
DECLARE
    legs integer := array_length(p_debits, 1);
    home bigint := p_debits[1] >> 2;
    wanted bigint[];
    earlier record;
    cell record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1, hashtext(p_division || p_year));
    IF EXISTS (SELECT 1 FROM entry AS e WHERE e.key = p_key AND e.leg = 0) THEN
        SELECT min(e.batch) AS batch,
               array_agg(e.event ORDER BY e.leg) = p_events
               AND array_agg(e.debit ORDER BY e.leg) = p_debits
               AND array_agg(e.credit ORDER BY e.leg) = p_credits
               AND array_agg(e.amount_fen ORDER BY e.leg) = p_amounts AS same
        INTO earlier FROM entry AS e WHERE e.key = p_key AND e.leg < 1000;
        outcome := CASE WHEN earlier.same THEN 1 ELSE 2 END;
        batch := earlier.batch;
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(4, 0);
    IF EXISTS (SELECT 1 FROM moved_until AS m WHERE m.grain = 'shut'
               AND m.known >= p_at / 86400000000 + 719163) THEN
        outcome := 6; RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM period AS p WHERE p.division = p_division AND p.year = p_year
               AND p.closed_before > p_day) THEN
        outcome := 4; RETURN;
    END IF;

    -- The common case, one move inside one pot that has no ceiling: one guarded statement.
    IF legs = 1 AND p_credits[1] >> 2 = home THEN
        UPDATE balance AS b SET
            open_fen = b.open_fen + b.side * p_amounts[1]
                * ((p_debits[1] & 3 = 0)::int - (p_credits[1] & 3 = 0)::int),
            held_fen = b.held_fen + b.side * p_amounts[1]
                * ((p_debits[1] & 3 = 1)::int - (p_credits[1] & 3 = 1)::int),
            done_fen = b.done_fen + b.side * p_amounts[1]
                * ((p_debits[1] & 3 = 2)::int - (p_credits[1] & 3 = 2)::int)
        WHERE b.pot = home AND NOT b.capped AND (NOT b.guarded OR p_amounts[1] <=
            CASE CASE WHEN b.side = 1 THEN p_credits[1] & 3 ELSE p_debits[1] & 3 END
                WHEN 0 THEN b.open_fen WHEN 1 THEN b.held_fen ELSE b.done_fen END);
        IF FOUND THEN
            outcome := 0;
            batch := nextval('batch_number');
            INSERT INTO entry VALUES (batch, 0, p_key, 0, p_events[1], p_debits[1], p_credits[1],
                p_amounts[1], p_day);
            INSERT INTO batch VALUES (batch, p_division, p_year, p_actor, p_at, p_reason, 1);
            INSERT INTO unsealed VALUES (batch, p_division, p_year);
            RETURN;
        END IF;
    END IF;

    -- Lock in one order everywhere: pots and the ceilings over them, all by number.
    wanted := ARRAY(SELECT DISTINCT d >> 2 FROM unnest(p_debits || p_credits) AS d);
    PERFORM 1 FROM balance AS b
        WHERE b.pot = ANY(wanted || ARRAY(SELECT c.ceiling FROM ceiling AS c
                                          WHERE c.pot = ANY(wanted)))
        ORDER BY b.pot FOR UPDATE;
    IF (SELECT count(*) FROM balance AS b WHERE b.pot = ANY(wanted)) < cardinality(wanted) THEN
        outcome := 5; RETURN;
    END IF;

    CREATE TEMP TABLE IF NOT EXISTS leg_now (leg smallint, event smallint, debit bigint,
        credit bigint, amount bigint) ON COMMIT DELETE ROWS;
    DELETE FROM leg_now;
    INSERT INTO leg_now
        SELECT o - 1, e, d, c, a FROM unnest(p_events, p_debits, p_credits, p_amounts)
            WITH ORDINALITY AS l (e, d, c, a, o);
    -- A move within a capped pot is mirrored in the ceilings over it. What was used in one pot and
    -- now counts as used in another leaves the ceilings over the first and enters those over the
    -- second; a ceiling over both sees nothing.
    INSERT INTO leg_now
        SELECT 999 + row_number() OVER (ORDER BY m.leg, m.ceiling), m.event, m.debit, m.credit,
               m.amount
        FROM (SELECT l.leg, c.ceiling, l.event, c.ceiling * 4 + (l.debit & 3) AS debit,
                     c.ceiling * 4 + (l.credit & 3) AS credit, l.amount
              FROM leg_now AS l JOIN ceiling AS c ON c.pot = l.debit >> 2
              WHERE l.debit >> 2 = l.credit >> 2
              UNION ALL
              SELECT l.leg, c.ceiling, l.event,
                     c.ceiling * 4 + CASE WHEN c.pot = l.debit >> 2 THEN l.debit & 3 ELSE 0 END,
                     c.ceiling * 4 + CASE WHEN c.pot = l.credit >> 2 THEN l.credit & 3 ELSE 0 END,
                     l.amount
              FROM leg_now AS l JOIN ceiling AS c ON c.pot IN (l.debit >> 2, l.credit >> 2)
              WHERE l.debit >> 2 <> l.credit >> 2 AND l.debit & 3 = l.credit & 3
                AND l.debit & 3 <> 0
                AND NOT EXISTS (SELECT 1 FROM ceiling AS o WHERE o.ceiling = c.ceiling
                    AND o.pot IN (l.debit >> 2, l.credit >> 2) AND o.pot <> c.pot)) AS m;

    SELECT b.pot, x.chamber, x.effect,
           CASE x.chamber WHEN 0 THEN b.open_fen WHEN 1 THEN b.held_fen ELSE b.done_fen END AS has
    INTO cell
    FROM (SELECT a >> 2 AS pot, (a & 3)::smallint AS chamber, sum(s) AS effect, min(l) AS rank
          FROM (SELECT debit AS a, amount AS s, leg / 1000 AS l FROM leg_now
                UNION ALL SELECT credit, -amount, leg / 1000 FROM leg_now) AS u
          GROUP BY 1, 2) AS x
    JOIN balance AS b ON b.pot = x.pot
    WHERE b.guarded AND x.effect * b.side < 0
      AND CASE x.chamber WHEN 0 THEN b.open_fen WHEN 1 THEN b.held_fen ELSE b.done_fen END
          + x.effect * b.side < 0
    ORDER BY x.rank, b.pot, x.chamber LIMIT 1;
    IF FOUND THEN
        outcome := 3; pot := cell.pot; chamber := cell.chamber;
        available := cell.has; asked := abs(cell.effect);
        RETURN;
    END IF;

    UPDATE balance AS b SET
        open_fen = b.open_fen + b.side * d.o,
        held_fen = b.held_fen + b.side * d.h,
        done_fen = b.done_fen + b.side * d.f
    FROM (SELECT a >> 2 AS pot, coalesce(sum(s) FILTER (WHERE a & 3 = 0), 0) AS o,
                 coalesce(sum(s) FILTER (WHERE a & 3 = 1), 0) AS h,
                 coalesce(sum(s) FILTER (WHERE a & 3 = 2), 0) AS f
          FROM (SELECT debit AS a, amount AS s FROM leg_now
                UNION ALL SELECT credit, -amount FROM leg_now) AS u GROUP BY 1) AS d
    WHERE b.pot = d.pot;
    outcome := 0;
    batch := nextval('batch_number');
    INSERT INTO entry
        SELECT post_voucher.batch, row_number() OVER (ORDER BY leg) - 1, p_key, leg, event, debit,
               credit, amount, p_day FROM leg_now;
    INSERT INTO batch SELECT post_voucher.batch, p_division, p_year, p_actor, p_at, p_reason,
        count(*) FROM leg_now;
    INSERT INTO unsealed VALUES (batch, p_division, p_year);
END $$;

-- The two halves of a small set: lock and read the pots; write what was judged to fit. A large set
-- says the same in single statements and a binary copy.
CREATE FUNCTION lock_set(
    p_division text, p_year smallint, p_pots bigint[],
    OUT closed_before integer, OUT shut integer, OUT pots bigint[], OUT flags bigint[],
    OUT opens bigint[], OUT helds bigint[], OUT dones bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1, hashtext(p_division || p_year));
    PERFORM pg_advisory_xact_lock_shared(4, 0);
    SELECT m.known INTO shut FROM moved_until AS m WHERE m.grain = 'shut';
    SELECT p.closed_before INTO closed_before FROM period AS p
        WHERE p.division = p_division AND p.year = p_year;
    SELECT array_agg(b.pot),
           array_agg(((b.side + 1) / 2 + b.guarded::int * 2 + b.capped::int * 4)::bigint),
           array_agg(b.open_fen), array_agg(b.held_fen), array_agg(b.done_fen)
    INTO pots, flags, opens, helds, dones
    FROM (SELECT * FROM balance
          WHERE pot = ANY(p_pots || ARRAY(SELECT c.ceiling FROM ceiling AS c
                                          WHERE c.pot = ANY(p_pots)))
          ORDER BY pot FOR UPDATE) AS b;
END $$;

CREATE FUNCTION write_set(
    p_pots bigint[], p_opens bigint[], p_helds bigint[], p_dones bigint[],
    p_divisions text[], p_years smallint[], p_actors text[], p_ats bigint[], p_reasons text[],
    p_sizes integer[],
    p_batches bigint[], p_lines bigint[], p_keys uuid[], p_legs bigint[], p_events bigint[],
    p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_days bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE numbers bigint[];
BEGIN
    SELECT array_agg(nextval('batch_number')) INTO numbers FROM unnest(p_sizes);
    INSERT INTO entry
        SELECT numbers[u.b], u.l, u.k, u.g, u.e, u.d, u.c, u.a, u.y
        FROM unnest(p_batches, p_lines, p_keys, p_legs, p_events, p_debits, p_credits, p_amounts,
            p_days) AS u (b, l, k, g, e, d, c, a, y);
    UPDATE balance AS b
        SET open_fen = b.open_fen + d.o, held_fen = b.held_fen + d.h, done_fen = b.done_fen + d.f
        FROM unnest(p_pots, p_opens, p_helds, p_dones) AS d (pot, o, h, f) WHERE b.pot = d.pot;
    INSERT INTO batch
        SELECT * FROM unnest(numbers, p_divisions, p_years, p_actors, p_ats, p_reasons, p_sizes);
    INSERT INTO unsealed SELECT * FROM unnest(numbers, p_divisions, p_years);
    RETURN numbers;
END $$;
