-- When somebody last wrote in a team: what its coach is told of each member, newest post first.
CREATE INDEX posts_by_author ON posts (team_id, author_id, created_at);
