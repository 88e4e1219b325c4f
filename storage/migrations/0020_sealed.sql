-- Contact data at rest, encrypted: name, phone and (of who cannot be written to) account in one token, in place of the
-- columns of that name; with the fingerprint of the key that did it. Empty: they are kept plain.
ALTER TABLE contacts ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN sealed_with TEXT NOT NULL DEFAULT '';
CREATE INDEX contacts_sealed ON contacts (sealed_with, id);
