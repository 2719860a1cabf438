-- Columns take the words of the glossary.
ALTER TABLE drafts RENAME COLUMN kinship TO relation;
ALTER TABLE drafts RENAME COLUMN kin TO related;
ALTER TABLE tickets RENAME COLUMN raised TO reminded;
