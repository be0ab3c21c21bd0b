-- The hour at which a person's days begin, 0 to 12; and with each check-in the hour that decided its date.
ALTER TABLE users ADD COLUMN day_starts_at BIGINT NOT NULL DEFAULT 4;
ALTER TABLE habit_checkins ADD COLUMN day_starts_at BIGINT NOT NULL DEFAULT 4;

-- A date may begin and end as late as at noon: pacts wait eight hours longer for the end of their last one.
UPDATE alarms SET due = due + 28800000
    WHERE name = 'pact-end' AND room_id IN (SELECT id FROM pacts WHERE status = 'active');
UPDATE pacts SET ends_at = ends_at + 28800000 WHERE status = 'active';
