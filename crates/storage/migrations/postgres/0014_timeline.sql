-- What happened to a ticket is found in the record by the ticket.
ALTER TABLE events ADD COLUMN ticket UUID;
UPDATE events
SET ticket = CAST(substr(CAST(facts AS JSON) ->> 'ticket', 5) AS UUID)
WHERE name LIKE 'ticket.%' OR name LIKE 'csat.%';
CREATE INDEX events_ticket ON events (tenant, ticket) WHERE ticket IS NOT NULL;
