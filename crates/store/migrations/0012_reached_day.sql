-- The latest date that had begun for a person when they last changed their zone or the hour at which their days begin;
-- without one they never did. What was closed by it stays closed.
ALTER TABLE users ADD COLUMN reached_day BIGINT;
