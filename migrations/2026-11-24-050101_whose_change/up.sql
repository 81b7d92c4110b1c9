-- Whose change of a field a correction meets (docs/adr/0149): that of the same phone's earlier operation is nobody else's, and
-- one of a later history of the database was not known to the phone, whatever its number.

-- Did this operation itself write `entity_version` of the record it corrects?
alter table sync_op add column wrote boolean not null default false;
create unique index sync_op_wrote on sync_op (org_id, entity_id, entity_version) where wrote;

-- When the history began in which a field was last changed.
alter table sync_field add column epoch_at timestamptz not null default '-infinity';
