-- Posting on PostgreSQL: how pots are locked, guarded and changed, and entries appended.

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

CREATE FUNCTION append_set(
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
    INSERT INTO batch
        SELECT * FROM unnest(numbers, p_divisions, p_years, p_actors, p_ats, p_reasons, p_sizes);
    INSERT INTO unsealed SELECT * FROM unnest(numbers, p_divisions, p_years);
    RETURN numbers;
END $$;

CREATE FUNCTION write_set(
    p_pots bigint[], p_opens bigint[], p_helds bigint[], p_dones bigint[],
    p_divisions text[], p_years smallint[], p_actors text[], p_ats bigint[], p_reasons text[],
    p_sizes integer[],
    p_batches bigint[], p_lines bigint[], p_keys uuid[], p_legs bigint[], p_events bigint[],
    p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_days bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
    UPDATE balance AS b
        SET open_fen = b.open_fen + d.o, held_fen = b.held_fen + d.h, done_fen = b.done_fen + d.f
        FROM unnest(p_pots, p_opens, p_helds, p_dones) AS d (pot, o, h, f) WHERE b.pot = d.pot;
    RETURN append_set(p_divisions, p_years, p_actors, p_ats, p_reasons, p_sizes, p_batches,
        p_lines, p_keys, p_legs, p_events, p_debits, p_credits, p_amounts, p_days);
END $$;

-- A small set in one call, where every outflow of it fits at once and no ceiling looks on: then no
-- order of its vouchers can overdraw a pot. Anything else is NULL, and must be judged with care.
-- What is debited to a chamber comes with an i, what is credited to it with an o.
CREATE FUNCTION post_whole(
    p_division text, p_year smallint, p_first_day integer, p_known_day integer,
    p_pots bigint[], p_oi bigint[], p_oo bigint[], p_hi bigint[], p_ho bigint[], p_di bigint[],
    p_do bigint[],
    p_divisions text[], p_years smallint[], p_actors text[], p_ats bigint[], p_reasons text[],
    p_sizes integer[],
    p_batches bigint[], p_lines bigint[], p_keys uuid[], p_legs bigint[], p_events bigint[],
    p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_days bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE fitting integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1, hashtext(p_division || p_year));
    PERFORM pg_advisory_xact_lock_shared(4, 0);
    IF EXISTS (SELECT 1 FROM moved_until AS m WHERE m.grain = 'shut' AND m.known >= p_known_day)
       OR EXISTS (SELECT 1 FROM period AS p WHERE p.division = p_division AND p.year = p_year
                  AND p.closed_before > p_first_day) THEN
        RETURN NULL;
    END IF;
    SELECT count(*) INTO fitting
        FROM (SELECT * FROM balance WHERE pot = ANY(p_pots) ORDER BY pot FOR UPDATE) AS b
        JOIN unnest(p_pots, p_oi, p_oo, p_hi, p_ho, p_di, p_do)
            AS d (pot, oi, oo, hi, ho, di, dx) ON d.pot = b.pot
        WHERE NOT b.capped AND (NOT b.guarded OR CASE WHEN b.side = 1
            THEN b.open_fen >= d.oo AND b.held_fen >= d.ho AND b.done_fen >= d.dx
            ELSE b.open_fen >= d.oi AND b.held_fen >= d.hi AND b.done_fen >= d.di END);
    IF fitting < cardinality(p_pots) THEN
        RETURN NULL;
    END IF;
    UPDATE balance AS b SET
        open_fen = b.open_fen + b.side * (d.oi - d.oo),
        held_fen = b.held_fen + b.side * (d.hi - d.ho),
        done_fen = b.done_fen + b.side * (d.di - d.dx)
        FROM unnest(p_pots, p_oi, p_oo, p_hi, p_ho, p_di, p_do)
            AS d (pot, oi, oo, hi, ho, di, dx) WHERE b.pot = d.pot;
    RETURN append_set(p_divisions, p_years, p_actors, p_ats, p_reasons, p_sizes, p_batches,
        p_lines, p_keys, p_legs, p_events, p_debits, p_credits, p_amounts, p_days);
END $$;
