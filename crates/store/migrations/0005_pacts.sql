-- Habits, pacts, check-ins. A pact's feed is numbered by the row of rooms that has the pact's id.
-- Days are numbers of days since 1970-01-01. Nothing here is ever deleted with something else: a goal is put away,
-- who leaves stays as a row, and what was announced stays for ever so that it is not announced again.

CREATE TABLE habit_goals (
    id              TEXT PRIMARY KEY NOT NULL,
    owner_id        TEXT NOT NULL REFERENCES users (id),
    name            TEXT NOT NULL,
    category        TEXT,
    emoji           TEXT,
    frequency_type  TEXT NOT NULL CHECK (frequency_type IN ('daily', 'weekly', 'custom')),
    frequency_count BIGINT CHECK (frequency_count BETWEEN 1 AND 7),
    -- A bit a day, Sunday the lowest.
    target_days     BIGINT CHECK (target_days BETWEEN 1 AND 127),
    goal_type       TEXT NOT NULL,
    archived_at     BIGINT,
    created_at      BIGINT NOT NULL
);
CREATE INDEX habit_goals_by_owner ON habit_goals (owner_id, id);

CREATE TABLE pacts (
    id            TEXT PRIMARY KEY NOT NULL REFERENCES rooms (id),
    goal_id       TEXT NOT NULL REFERENCES habit_goals (id),
    creator_id    TEXT NOT NULL REFERENCES users (id),
    status        TEXT NOT NULL CHECK (status IN ('pending', 'active', 'completed', 'abandoned', 'expired')),
    pact_type     TEXT NOT NULL,
    duration_days BIGINT NOT NULL CHECK (duration_days IN (7, 14, 30, 60, 90)),
    consequence   TEXT,
    start_day     BIGINT,
    ends_at       BIGINT,
    renews        TEXT UNIQUE REFERENCES pacts (id),
    created_at    BIGINT NOT NULL
);
CREATE INDEX pacts_by_goal ON pacts (goal_id, status);

-- The only place that says who is in a pact.
CREATE TABLE pact_members (
    pact_id   TEXT NOT NULL REFERENCES pacts (id),
    user_id   TEXT NOT NULL REFERENCES users (id),
    role      TEXT NOT NULL CHECK (role IN ('creator', 'partner')),
    status    TEXT NOT NULL CHECK (status IN ('pending', 'active', 'done', 'declined', 'expired', 'left')),
    -- The date from which the pact asks them; where they were when they came.
    since_day BIGINT,
    -- How they kept it, once it is over.
    completed BIGINT,
    due       BIGINT,
    seated_at BIGINT NOT NULL,
    PRIMARY KEY (pact_id, user_id)
);
CREATE INDEX pact_members_by_user ON pact_members (user_id, pact_id);

CREATE TABLE pact_invites (
    code       TEXT PRIMARY KEY NOT NULL,
    pact_id    TEXT NOT NULL REFERENCES pacts (id),
    created_by TEXT NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX pact_invites_by_pact ON pact_invites (pact_id);

-- Held by whoever changes what a person logged of a habit.
CREATE TABLE habit_keepers (
    user_id TEXT NOT NULL REFERENCES users (id),
    goal_id TEXT NOT NULL REFERENCES habit_goals (id),
    turns   BIGINT NOT NULL,
    PRIMARY KEY (user_id, goal_id)
);

CREATE TABLE habit_checkins (
    id        TEXT PRIMARY KEY NOT NULL,
    user_id   TEXT NOT NULL REFERENCES users (id),
    goal_id   TEXT NOT NULL REFERENCES habit_goals (id),
    day       BIGINT NOT NULL,
    days_late BIGINT NOT NULL,
    zone      TEXT NOT NULL,
    status    TEXT NOT NULL CHECK (status IN ('completed', 'partial', 'skipped')),
    notes     TEXT,
    logged_at BIGINT NOT NULL,
    UNIQUE (user_id, goal_id, day)
);
CREATE INDEX habit_checkins_by_day ON habit_checkins (user_id, day, id);

-- Which requests were carried out. A row outlives its check-in.
CREATE TABLE checkin_commands (
    user_id    TEXT NOT NULL REFERENCES users (id),
    client_id  TEXT NOT NULL,
    goal_id    TEXT NOT NULL REFERENCES habit_goals (id),
    day        BIGINT NOT NULL,
    PRIMARY KEY (user_id, client_id)
);

CREATE TABLE streak_announcements (
    user_id      TEXT NOT NULL REFERENCES users (id),
    goal_id      TEXT NOT NULL REFERENCES habit_goals (id),
    first_day    BIGINT NOT NULL,
    milestone    BIGINT NOT NULL,
    announced_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, goal_id, first_day, milestone)
);

CREATE TABLE achievements (
    user_id   TEXT NOT NULL REFERENCES users (id),
    name      TEXT NOT NULL,
    earned_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, name)
);

CREATE TABLE celebrations (
    from_id    TEXT NOT NULL REFERENCES users (id),
    checkin_id TEXT NOT NULL,
    pact_id    TEXT NOT NULL REFERENCES pacts (id),
    seq        BIGINT NOT NULL,
    PRIMARY KEY (from_id, checkin_id)
);

-- The same words to the same person on the same date are one encouragement.
CREATE TABLE encouragements (
    pact_id TEXT NOT NULL REFERENCES pacts (id),
    from_id TEXT NOT NULL REFERENCES users (id),
    to_id   TEXT NOT NULL REFERENCES users (id),
    day     BIGINT NOT NULL,
    message TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (pact_id, from_id, to_id, day, message)
);

-- What happened in a pact, numbered 1, 2, 3 without a hole.
CREATE TABLE pact_activities (
    pact_id     TEXT NOT NULL REFERENCES pacts (id),
    seq         BIGINT NOT NULL,
    id          TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    user_id     TEXT NOT NULL REFERENCES users (id),
    target_id   TEXT REFERENCES users (id),
    checkin_id  TEXT,
    day         BIGINT,
    message     TEXT,
    streak_days BIGINT,
    happened_at BIGINT NOT NULL,
    PRIMARY KEY (pact_id, seq)
);
