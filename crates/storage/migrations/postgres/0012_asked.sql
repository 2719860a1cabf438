-- A digest of what was asked for when a key was claimed: another request under the same key is a mistake.
ALTER TABLE noted_keys ADD COLUMN asked BYTEA;
