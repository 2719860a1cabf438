-- A question touches fewer pages: an index that few rows need holds only those.
DROP INDEX conversations_parent;
CREATE INDEX conversations_parent ON conversations (tenant, parent) WHERE parent IS NOT NULL;
DROP INDEX conversations_team;
CREATE INDEX conversations_team ON conversations (tenant, team_remote_id) WHERE team_remote_id IS NOT NULL;
DROP INDEX messages_remote;
CREATE INDEX messages_remote ON messages (tenant, conversation, remote_id) WHERE remote_id IS NOT NULL;
-- A conversation's deliveries are found by `deliveries_remote` too.
DROP INDEX deliveries_state;
