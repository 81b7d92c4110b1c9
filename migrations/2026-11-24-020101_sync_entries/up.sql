-- Sync, the way down (reference/sync.md §2.5 to §2.8, docs/adr/0129): what changed in which scope, which version of a row
-- changed which of its fields, which scopes each device knows of, and which history of the database this is. Written by one
-- trigger function (src/sync/sql/wall.sql), which also fills these in for the rows that are there.

-- The latest change of each row in each scope it is in. Ids and days, nothing somebody typed.
create table sync_entry (
    org_id      uuid not null,
    scope_id    uuid not null,
    entity_id   uuid not null,
    -- A number of src/sync/model/entity.rs.
    entity_type smallint not null,
    -- U: there, D: voided or erased, M: moved to another scope.
    op          text not null check (op in ('U', 'D', 'M')),
    -- The day of the fact, for what a phone keeps for a while only. Null: it is kept as long as the scope is.
    happened_on date,
    -- The transaction that wrote this: the order pulls go by.
    xid         bigint not null default (pg_current_xact_id()::text::bigint),
    -- Ids are made by clients, so two tables may hold the same one.
    primary key (org_id, scope_id, entity_id, entity_type)
);
create index sync_entry_pull on sync_entry (org_id, scope_id, xid, entity_id, entity_type);

-- The version of a row at which a field last changed. No line: not since the row was made, or since this table is kept
-- (the line of field `*`).
create table sync_field (
    org_id      uuid not null,
    entity_type smallint not null,
    entity_id   uuid not null,
    field       text not null,
    rev         bigint not null,
    primary key (org_id, entity_type, entity_id, field)
);

-- The scopes a device was given at its last twenty changes of them. A slot is used again.
create table device_view (
    org_id      uuid not null,
    device_id   uuid not null,
    slot        smallint not null check (slot between 0 and 19),
    staff_id    uuid not null,
    view_no     bigint not null,
    scopes      uuid[] not null,
    -- Of these, what it had whole when it was told of them: the others are filled in first.
    base        uuid[] not null,
    recorded_at timestamptz not null,
    primary key (org_id, device_id, slot),
    foreign key (org_id, device_id) references auth.device (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    constraint device_view_slot check (slot = view_no % 20)
);
create index device_view_staff on device_view (org_id, staff_id);

-- Which history of the database cursors speak of: another one after a restore or a failover. Transaction numbers begin anew
-- in another cluster, so a cursor of the history before means nothing.
create table auth.sync_epoch (
    id                text primary key check (id ~ '^[0-9a-f]{8}$'),
    system_identifier bigint not null,
    timeline          integer not null,
    database_oid      bigint not null,
    started_at        timestamptz not null
);

-- A device whose work comes in and to which nothing goes out any more; and one that is to delete what it holds.
alter table auth.device add column draining_at timestamptz;
alter table auth.device add column wiped_at timestamptz;

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('audit_action', 'sync_view', 'Was given other scopes on a device', 120, false),
    ('audit_action', 'drain_device', 'Let a device only send', 121, false),
    ('audit_action', 'wipe_device', 'Ordered a device to delete what it holds', 122, false);

alter table ref.code force row level security;
