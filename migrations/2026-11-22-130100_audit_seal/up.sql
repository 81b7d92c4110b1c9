-- The audit log becomes a chain: each row gets a seal that names its place, the row before it and a keyed digest
-- (src/audit, security.md §3.11). Requests write plain rows; one background task per database seals them within a second.

-- In which transaction the row was written. The sealer takes rows below the oldest transaction still running, in this
-- order, so that one which commits late is never passed by. Filled by the database; nobody may write it.
alter table audit_event add column xid bigint not null default (pg_current_xact_id()::text::bigint);
-- Set when what was seen or done fell into an open break-glass window of the caller's.
alter table audit_event add column break_glass_id uuid;
create index audit_event_xid on audit_event (xid, id);
-- Who saw this person's name in a list.
create index audit_event_shown on audit_event using gin (shown_ids) where object_type = 'person_identity';

create table audit_seal (
    org_id   uuid not null,
    seq      bigint not null check (seq > 0),
    -- The row it seals; no foreign key, since a month of rows is one day detached and its seals stay.
    audit_at timestamptz not null,
    audit_id uuid not null,
    -- Which columns the row had when it was sealed (src/audit/seal.rs).
    form     smallint not null,
    row_mac  bytea not null check (length(row_mac) = 16),
    -- Two keyed bytes per column: they tell which one was changed.
    marks    bytea not null,
    hash     bytea not null check (length(hash) = 32),
    primary key (org_id, seq),
    unique (org_id, audit_at, audit_id)
);

-- The head of a chain, signed once a minute. The same lines stand in a second place outside this database.
create table audit_checkpoint (
    org_id     uuid not null,
    seq        bigint not null,
    hash       bytea not null check (length(hash) = 32),
    at         timestamptz not null,
    public_key bytea not null check (length(public_key) = 32),
    signature  bytea not null check (length(signature) = 64),
    primary key (org_id, seq)
);

-- How far the sealer has come, over all organisations: a place to go on from, not a fact. `cluster` is Postgres' own
-- identifier: after a restore into another cluster transaction ids begin anew, and the sealer looks at every row once.
create table audit_horizon (
    one     boolean primary key default true check (one),
    xid     bigint not null,
    cluster bigint not null
);
