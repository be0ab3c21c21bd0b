-- Likes are written behind: what a person says last about a post wins, in whatever order and however often it comes.
-- A like that was taken back stays as a row, so that an older word that comes late is known as older.
-- A stamp is milliseconds since 1970 times 2^20, or one more than the stamp before.

ALTER TABLE likes ADD COLUMN liked BIGINT NOT NULL DEFAULT 1;
ALTER TABLE likes ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0;
UPDATE likes SET stamp = liked_at * 1048576;
ALTER TABLE likes DROP COLUMN liked_at;
ALTER TABLE posts DROP COLUMN like_version;
