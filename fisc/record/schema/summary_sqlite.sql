-- Sums of pots, so that a page about a province reads thousands of rows and not all its pots. Made
-- from the entries and from the movements after the fact; no posting writes here. They can be
-- thrown away and made again.
CREATE TABLE summary (
    id INTEGER PRIMARY KEY,
    grain TEXT NOT NULL CHECK (grain IN ('place', 'function', 'unit')),
    division TEXT NOT NULL,
    year INTEGER NOT NULL,
    book TEXT NOT NULL,
    family TEXT NOT NULL,
    unit TEXT NOT NULL,
    function TEXT NOT NULL,
    open_fen INTEGER NOT NULL DEFAULT 0,
    held_fen INTEGER NOT NULL DEFAULT 0,
    done_fen INTEGER NOT NULL DEFAULT 0,
    UNIQUE (grain, division, year, book, family, unit, function)
) STRICT;
-- What the pots of a place gained on a valid day, by the day on which it became known.
CREATE TABLE summary_day (
    summary INTEGER NOT NULL REFERENCES summary,
    known INTEGER NOT NULL,
    day INTEGER NOT NULL,
    open_fen INTEGER NOT NULL,
    held_fen INTEGER NOT NULL,
    done_fen INTEGER NOT NULL,
    PRIMARY KEY (summary, known, day)
) STRICT, WITHOUT ROWID;
-- The same of functions and units by blocks of 32 days, as in movement_block.
CREATE TABLE summary_block (
    summary INTEGER NOT NULL REFERENCES summary,
    known INTEGER NOT NULL,
    day INTEGER NOT NULL,
    open_fen INTEGER NOT NULL,
    held_fen INTEGER NOT NULL,
    done_fen INTEGER NOT NULL,
    PRIMARY KEY (summary, known, day)
) STRICT, WITHOUT ROWID;
-- How far each is made: the last batch in summary, the last day in summary_day, the first block
-- that is not in summary_block.
CREATE TABLE summed_until (
    grain TEXT PRIMARY KEY CHECK (grain IN ('batch', 'day', 'block')),
    known INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- An empty record is summed up; one with batches is added up with its first gathering.
INSERT INTO summed_until SELECT 'batch', 0 WHERE NOT EXISTS (SELECT 1 FROM batch);

-- A page of a list of pots is read in this order, without sorting all of them.
CREATE INDEX pot_listed ON pot (division, unit, function);
