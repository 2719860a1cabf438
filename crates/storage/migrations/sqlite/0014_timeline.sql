-- What happened to a ticket is found in the record by the ticket.
ALTER TABLE events ADD COLUMN ticket BLOB;
UPDATE events
SET ticket = unhex(substr(json_extract(facts, '$.ticket'), 5))
WHERE name LIKE 'ticket.%' OR name LIKE 'csat.%';
CREATE INDEX events_ticket ON events (tenant, ticket) WHERE ticket IS NOT NULL;
