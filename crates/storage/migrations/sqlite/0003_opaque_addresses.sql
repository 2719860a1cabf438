-- Which channel a conversation is of, and how that channel reaches it; nobody else reads the address.
ALTER TABLE conversations ADD COLUMN channel TEXT NOT NULL DEFAULT 'teams';
ALTER TABLE conversations ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE conversations SET address = json_object('service_url', service_url, 'bot_id', bot_id);
ALTER TABLE conversations DROP COLUMN service_url;
ALTER TABLE conversations DROP COLUMN bot_id;
