-- Likes are written behind: what a person says last about a post wins, in whatever order and however often it comes.
-- A like that was taken back stays as a row, so that an older word that comes late is known as older.
-- A stamp is milliseconds since 1970 times 2^20, or one more than the stamp before.

ALTER TABLE likes ADD COLUMN liked BIGINT NOT NULL DEFAULT 1;
ALTER TABLE likes ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0;
UPDATE likes SET stamp = liked_at * 1048576;
ALTER TABLE likes DROP COLUMN liked_at;
ALTER TABLE posts DROP COLUMN like_version;

-- Each flush counts its posts anew: from this index alone.
CREATE INDEX likes_that_count ON likes (post_id) WHERE liked = 1;

-- Names this database, so that what waits elsewhere for it goes to no other.
CREATE TABLE identity (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    id  TEXT NOT NULL
);
