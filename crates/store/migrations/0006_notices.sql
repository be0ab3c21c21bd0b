-- What people are told in their inboxes without being here: from the feeds of pacts, from what is owed to one person,
-- and by the alarms of their runs. And when Kith itself was away.

-- Up to which entry of its feed the members of a pact were told. What is older than this table is not told again.
ALTER TABLE pacts ADD COLUMN notified_seq BIGINT NOT NULL DEFAULT 0;
UPDATE pacts SET notified_seq = (SELECT next_seq - 1 FROM rooms WHERE rooms.id = pacts.id);

CREATE INDEX pacts_by_creator ON pacts (creator_id, status);

-- What is to be told to one person and stands in no pact's feed. A row is deleted by the transaction that tells it.
CREATE TABLE notices_owed (
    user_id     TEXT NOT NULL REFERENCES users (id),
    kind        TEXT NOT NULL,
    about       TEXT NOT NULL,
    from_id     TEXT NOT NULL REFERENCES users (id),
    pact_id     TEXT REFERENCES pacts (id),
    goal_id     TEXT REFERENCES habit_goals (id),
    streak_days BIGINT,
    day         BIGINT,
    owed_at     BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind, about)
);

ALTER TABLE notifications ADD COLUMN pact_id TEXT REFERENCES pacts (id);
ALTER TABLE notifications ADD COLUMN goal_id TEXT REFERENCES habit_goals (id);
ALTER TABLE notifications ADD COLUMN streak_days BIGINT;
ALTER TABLE notifications ADD COLUMN day BIGINT;
ALTER TABLE notifications ADD COLUMN message TEXT;

-- An alarm of a run watches from one look at it to the next; who logs holds its row. NULL for all other alarms.
ALTER TABLE alarms ADD COLUMN looked_at BIGINT;
DROP TABLE habit_keepers;

-- The last sign of life of any server on this database, and the times between two that were far apart.
CREATE TABLE uptime (
    one      BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    alive_at BIGINT NOT NULL
);
CREATE TABLE outages (
    from_at BIGINT PRIMARY KEY NOT NULL,
    to_at   BIGINT NOT NULL
);
