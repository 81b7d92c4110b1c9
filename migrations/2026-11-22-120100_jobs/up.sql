-- Background work (design §4): ids only, never what a job is about in words.

-- One thing to do for one organisation. Written in the transaction that causes it, done once in a transaction of its own.
create table auth.job (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    -- What to do: a code of the list `job_kind`. No foreign key: during an upgrade the old server leaves new kinds alone.
    kind         text not null,
    -- With what.
    object_id    uuid not null,
    run_at       timestamptz not null,
    attempts     integer not null default 0,
    -- Which worker holds it, and until when: a worker that was killed holds nothing for longer.
    locked_by    uuid,
    locked_until timestamptz,
    finished_at  timestamptz,
    -- Given up after many attempts; an operator retries or drops it.
    dead_at      timestamptz,
    -- A code of ours, never a message: messages quote values.
    last_error   text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    recorded_at  timestamptz not null,
    primary key (org_id, id),
    check ((locked_by is null) = (locked_until is null)),
    check (num_nonnulls(finished_at, dead_at) <= 1)
);
create index job_open on auth.job (run_at, id) where finished_at is null and dead_at is null;
create index job_dead on auth.job (org_id, dead_at) where dead_at is not null;

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('job_kind', 'ask_approval', 'Ask administrators to look at a request', 1, false);
alter table ref.code force row level security;
