-- Every pact has a forum of its members, whose id is the pact's.
INSERT INTO rooms (id, epoch, next_seq)
    SELECT 'forum:' || p.id, r.epoch, 1 FROM pacts p JOIN rooms r ON r.id = p.id;
