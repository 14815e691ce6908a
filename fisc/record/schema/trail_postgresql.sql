-- Who did what to a document on its way, in the order in which it was done.
CREATE TABLE trail (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    flow TEXT NOT NULL,
    number TEXT NOT NULL,
    year SMALLINT NOT NULL,
    division TEXT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    key TEXT UNIQUE
);
CREATE INDEX trail_document ON trail (number, year, flow);
CREATE INDEX trail_actor ON trail (actor, id);
CREATE INDEX trail_division ON trail (division, flow, id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
