-- Which pacts were told of a check-in: asked for each picture and each celebration.
CREATE INDEX pact_activities_by_checkin ON pact_activities (checkin_id, pact_id);

-- Every pact has a forum of its members, whose id is the pact's.
INSERT INTO rooms (id, epoch, next_seq)
    SELECT 'forum:' || p.id, r.epoch, 1 FROM pacts p JOIN rooms r ON r.id = p.id;
