-- What is to happen later, also after a restart: many for each room, each under a name of its own.
CREATE TABLE alarms (
    room_id TEXT NOT NULL,
    name    TEXT NOT NULL,
    due     BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    PRIMARY KEY (room_id, name)
);
CREATE INDEX alarms_by_due ON alarms (due);

-- Invites from before there were alarms are forgotten like the others.
INSERT INTO alarms (room_id, name, due, attempt)
    SELECT team_id, 'forget-invite:' || code, expires_at + 2592000000, 0 FROM invites;
