-- What was asked, handed over, reviewed and published in a period is found by its time; an answer's draft by the entry.
CREATE INDEX inquiries_opened ON inquiries (tenant, opened_at);
CREATE INDEX tickets_opened ON tickets (tenant, opened_at);
CREATE INDEX drafts_reviewed ON drafts (tenant, reviewed_at) WHERE reviewed_at IS NOT NULL;
CREATE INDEX drafts_entry ON drafts (tenant, entry) WHERE entry IS NOT NULL;
CREATE INDEX faq_versions_at ON faq_versions (tenant, at);
