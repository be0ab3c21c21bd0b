-- Pictures of check-ins. They go with their check-in.

CREATE TABLE proofs (
    id         TEXT PRIMARY KEY NOT NULL,
    checkin_id TEXT NOT NULL REFERENCES habit_checkins (id) ON DELETE CASCADE,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    added_at   BIGINT NOT NULL
);
CREATE INDEX proofs_by_checkin ON proofs (checkin_id, id);

-- What is heavy, apart: read by the call for one picture and by nothing else. Both are JPEG; the small one stands first,
-- so that it is read without the other.
CREATE TABLE proof_pictures (
    proof_id  TEXT PRIMARY KEY NOT NULL REFERENCES proofs (id) ON DELETE CASCADE,
    thumbnail BYTEA NOT NULL,
    picture   BYTEA NOT NULL
);
