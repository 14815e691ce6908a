-- Who did what to a document on its way, in the order in which it was done.
CREATE TABLE trail (
    id INTEGER PRIMARY KEY,
    flow TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    division TEXT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    key TEXT UNIQUE
) STRICT;
CREATE INDEX trail_document ON trail (number, year, flow);
CREATE INDEX trail_actor ON trail (actor, id);
CREATE INDEX trail_division ON trail (division, flow, id);
CREATE TRIGGER trail_append_only_update BEFORE UPDATE ON trail BEGIN
    SELECT RAISE(ABORT, 'trail is append-only: UPDATE is refused. Take the act back by another act.');
END;
CREATE TRIGGER trail_append_only_delete BEFORE DELETE ON trail BEGIN
    SELECT RAISE(ABORT, 'trail is append-only: DELETE is refused. Take the act back by another act.');
END;
