-- Sums of pots, so that a page about a province reads thousands of rows and not all its pots. Made
-- from the entries and from the movements after the fact; no posting writes here. They can be
-- thrown away and made again.
CREATE TABLE summary (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    grain text NOT NULL CHECK (grain IN ('place', 'function', 'unit')),
    division text NOT NULL,
    year smallint NOT NULL,
    book text NOT NULL,
    family text NOT NULL,
    unit text NOT NULL,
    function text NOT NULL,
    open_fen bigint NOT NULL DEFAULT 0,
    held_fen bigint NOT NULL DEFAULT 0,
    done_fen bigint NOT NULL DEFAULT 0,
    UNIQUE (grain, division, year, book, family, unit, function)
);
-- What the pots of a place gained on a valid day, by the day on which it became known.
CREATE TABLE summary_day (
    summary bigint NOT NULL REFERENCES summary,
    known integer NOT NULL,
    day integer NOT NULL,
    open_fen bigint NOT NULL,
    held_fen bigint NOT NULL,
    done_fen bigint NOT NULL,
    PRIMARY KEY (summary, known, day)
);
-- The same of functions and units by blocks of 32 days, as in movement_block.
CREATE TABLE summary_block (
    summary bigint NOT NULL REFERENCES summary,
    known integer NOT NULL,
    day integer NOT NULL,
    open_fen bigint NOT NULL,
    held_fen bigint NOT NULL,
    done_fen bigint NOT NULL,
    PRIMARY KEY (summary, known, day)
);
-- How far each is made: the last batch in summary, the last day in summary_day, the first block
-- that is not in summary_block.
CREATE TABLE summed_until (
    grain text PRIMARY KEY CHECK (grain IN ('batch', 'day', 'block')),
    known bigint NOT NULL
);
-- An empty record is summed up; one with batches is added up with its first gathering.
INSERT INTO summed_until SELECT 'batch', 0 WHERE NOT EXISTS (SELECT 1 FROM batch);

-- A page of a list of pots is read in this order, without sorting all of them.
CREATE INDEX pot_listed ON pot (division, unit, function);
