-- Forums, direct messages, connections between people, reactions, notifications.
-- A forum's messages are numbered by the row 'forum:ID' of rooms, what a person is told by the row 'inbox:ID'.

CREATE TABLE forums (
    id         TEXT PRIMARY KEY NOT NULL,
    name       TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);

CREATE TABLE forum_members (
    forum_id  TEXT NOT NULL REFERENCES forums (id),
    user_id   TEXT NOT NULL REFERENCES users (id),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (forum_id, user_id)
);
CREATE INDEX forum_members_by_user ON forum_members (user_id);

-- Every team has a forum of its members, under the team's id.
INSERT INTO rooms (id, epoch, next_seq)
    SELECT 'forum:' || t.id, r.epoch, 1 FROM teams t JOIN rooms r ON r.id = t.id;

-- A forum's id is that of a forum or of a team.
CREATE TABLE forum_messages (
    id         TEXT PRIMARY KEY NOT NULL,
    forum_id   TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    author_id  TEXT NOT NULL REFERENCES users (id),
    body       TEXT NOT NULL,
    client_id  TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (forum_id, seq)
);
CREATE UNIQUE INDEX forum_messages_by_client_id ON forum_messages (forum_id, author_id, client_id)
    WHERE client_id IS NOT NULL;

-- One row for two people: the lower id is low. Who asked, said no or blocks has said it.
CREATE TABLE user_connections (
    low_id       TEXT NOT NULL REFERENCES users (id),
    high_id      TEXT NOT NULL REFERENCES users (id),
    status       TEXT NOT NULL CHECK (status IN ('none', 'pending', 'complete', 'denied', 'blocked')),
    low_said     BIGINT NOT NULL,
    high_said    BIGINT NOT NULL,
    requested_by TEXT NOT NULL REFERENCES users (id),
    was_complete BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (low_id, high_id),
    CHECK (low_id < high_id)
);
CREATE INDEX user_connections_by_high ON user_connections (high_id, status);

-- A message stands in two inboxes, under a number of each.
CREATE TABLE direct_messages (
    id         TEXT PRIMARY KEY NOT NULL,
    from_id    TEXT NOT NULL REFERENCES users (id),
    to_id      TEXT NOT NULL REFERENCES users (id),
    from_seq   BIGINT NOT NULL,
    to_seq     BIGINT NOT NULL,
    body       TEXT NOT NULL,
    client_id  TEXT,
    is_unread  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (from_id, to_id, from_seq),
    UNIQUE (to_id, from_id, to_seq)
);
CREATE UNIQUE INDEX direct_messages_by_client_id ON direct_messages (from_id, to_id, client_id)
    WHERE client_id IS NOT NULL;

CREATE TABLE notifications (
    id         TEXT PRIMARY KEY NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    seq        BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    from_id    TEXT NOT NULL REFERENCES users (id),
    about      TEXT NOT NULL,
    is_unread  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (user_id, seq)
);
CREATE INDEX notifications_unread ON notifications (user_id, kind, from_id) WHERE is_unread = 1;

-- One reaction of one person to one post or message.
CREATE TABLE reactions (
    target_id  TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    reaction   TEXT NOT NULL,
    reacted_at BIGINT NOT NULL,
    PRIMARY KEY (target_id, user_id)
);

-- When somebody was last connected. Written behind; who is connected now is not here.
CREATE TABLE last_seen (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    seen_at BIGINT NOT NULL
);
