-- Accounts, teams, posts, likes, counters: one text for SQLite and PostgreSQL.
-- Ids are UUIDs as TEXT, times are milliseconds since 1970 UTC. No foreign key cascades: deleting one thing must
-- never take somebody else's things with it.

CREATE TABLE users (
    id            TEXT PRIMARY KEY NOT NULL,
    email         TEXT NOT NULL UNIQUE,
    user_name     TEXT NOT NULL,
    first_name    TEXT,
    last_name     TEXT,
    timezone      TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE revoked_tokens (
    jti        TEXT PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

-- The numbering of a room's feed. Whoever takes a number holds this row until the commit, so numbers appear in order.
CREATE TABLE rooms (
    id       TEXT PRIMARY KEY NOT NULL,
    epoch    TEXT NOT NULL,
    next_seq BIGINT NOT NULL
);

-- A team's room has the team's id.
CREATE TABLE teams (
    id         TEXT PRIMARY KEY NOT NULL REFERENCES rooms (id),
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    team_id   TEXT NOT NULL REFERENCES teams (id),
    user_id   TEXT NOT NULL REFERENCES users (id),
    role      TEXT NOT NULL CHECK (role IN ('coach', 'member')),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id, joined_at);
CREATE INDEX members_by_role ON members (team_id, role, joined_at);

CREATE TABLE invites (
    code       TEXT PRIMARY KEY NOT NULL,
    team_id    TEXT NOT NULL REFERENCES teams (id),
    created_by TEXT NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE posts (
    id           TEXT PRIMARY KEY NOT NULL,
    team_id      TEXT NOT NULL REFERENCES teams (id),
    seq          BIGINT NOT NULL,
    author_id    TEXT NOT NULL REFERENCES users (id),
    body         TEXT NOT NULL,
    client_id    TEXT,
    like_count   BIGINT NOT NULL DEFAULT 0 CHECK (like_count >= 0),
    like_version BIGINT NOT NULL DEFAULT 0,
    pinned_at    BIGINT,
    pinned_by    TEXT REFERENCES users (id),
    created_at   BIGINT NOT NULL,
    UNIQUE (team_id, seq)
);
CREATE UNIQUE INDEX posts_by_client_id ON posts (team_id, author_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX posts_pinned ON posts (team_id, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE TABLE likes (
    post_id  TEXT NOT NULL REFERENCES posts (id),
    user_id  TEXT NOT NULL REFERENCES users (id),
    liked_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, user_id)
);

-- The feed of every room: what happened, numbered 1, 2, 3 without a hole.
CREATE TABLE activities (
    room_id     TEXT NOT NULL REFERENCES rooms (id),
    seq         BIGINT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('post', 'pin')),
    post_id     TEXT NOT NULL REFERENCES posts (id),
    user_id     TEXT NOT NULL REFERENCES users (id),
    happened_at BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq)
);

CREATE TABLE counters (
    team_id TEXT NOT NULL REFERENCES teams (id),
    name    TEXT NOT NULL,
    total   BIGINT NOT NULL CHECK (total >= 0),
    unit    TEXT NOT NULL,
    PRIMARY KEY (team_id, name)
);

-- Remembers which additions were counted, so that a retry adds nothing.
CREATE TABLE counter_additions (
    team_id   TEXT NOT NULL REFERENCES teams (id),
    name      TEXT NOT NULL,
    user_id   TEXT NOT NULL REFERENCES users (id),
    client_id TEXT NOT NULL,
    added_at  BIGINT NOT NULL,
    PRIMARY KEY (team_id, name, user_id, client_id)
);

CREATE TABLE thresholds (
    team_id   TEXT NOT NULL,
    name      TEXT NOT NULL,
    threshold BIGINT NOT NULL,
    PRIMARY KEY (team_id, name, threshold),
    FOREIGN KEY (team_id, name) REFERENCES counters (team_id, name)
);

-- What was announced. A row stays for ever: it is what keeps a threshold from being announced twice.
CREATE TABLE tickers (
    team_id    TEXT NOT NULL,
    name       TEXT NOT NULL,
    threshold  BIGINT NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    reached_at BIGINT NOT NULL,
    PRIMARY KEY (team_id, name, threshold),
    FOREIGN KEY (team_id, name) REFERENCES counters (team_id, name)
);
CREATE INDEX tickers_by_time ON tickers (reached_at, threshold);
