-- How far somebody has read a conversation, on whatever device: one row for each person and forum, or person and other
-- person, which only goes forward. Without a row nothing was read since they came in.

CREATE TABLE forum_reads (
    user_id  TEXT NOT NULL REFERENCES users (id),
    -- The id of a forum, a team or a pact.
    forum_id TEXT NOT NULL,
    -- The number of the newest message that was seen.
    seq      BIGINT NOT NULL,
    PRIMARY KEY (user_id, forum_id)
);

CREATE TABLE direct_reads (
    user_id  TEXT NOT NULL REFERENCES users (id),
    other_id TEXT NOT NULL REFERENCES users (id),
    -- In the reader's own inbox.
    seq      BIGINT NOT NULL,
    PRIMARY KEY (user_id, other_id)
);

-- What was said before there were marks is old news.
INSERT INTO forum_reads (user_id, forum_id, seq)
    SELECT m.user_id, m.forum_id, r.next_seq - 1 FROM (
        SELECT user_id, forum_id FROM forum_members
        UNION SELECT user_id, team_id FROM members
        UNION SELECT user_id, pact_id FROM pact_members WHERE status IN ('active', 'done')
    ) m JOIN rooms r ON r.id = 'forum:' || m.forum_id;

-- What nobody heard when it was said, and was not read since, stays unread.
INSERT INTO direct_reads (user_id, other_id, seq)
    SELECT to_id, from_id, COALESCE(MIN(CASE WHEN is_unread = 1 THEN to_seq END) - 1, MAX(to_seq))
    FROM direct_messages GROUP BY to_id, from_id;
