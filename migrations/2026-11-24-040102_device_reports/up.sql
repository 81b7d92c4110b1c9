-- What each phone last said about what lies on it (sync.md §2.16): counts and moments, nothing of what it is.
alter table auth.device
    add column outbox_depth      integer,
    add column oldest_pending_at timestamptz,
    -- The number of the last operation it made. It only grows: a smaller one is a phone that lost its store.
    add column max_seq           bigint,
    add column persisted         boolean,
    add column reported_at       timestamptz,
    add column store_lost_at     timestamptz,
    add constraint device_report_whole check (
        (reported_at is null) = (outbox_depth is null) and (reported_at is null) = (max_seq is null)
        and (reported_at is null) = (persisted is null)),
    add constraint device_report_range check (outbox_depth >= 0 and max_seq >= 0);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('audit_action', 'report_device', 'A device said what lies on it', 403, false);

alter table ref.code force row level security;
