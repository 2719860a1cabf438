-- A team's tickets by number, and those that are open among many that are not.
CREATE INDEX tickets_team_number ON tickets (tenant, team, number);
CREATE INDEX tickets_open ON tickets (tenant, team, number) WHERE state IN ('queued', 'assigned');
-- What was made when a key was claimed: whoever asks for the same again is given that.
ALTER TABLE noted_keys ADD COLUMN made UUID;
