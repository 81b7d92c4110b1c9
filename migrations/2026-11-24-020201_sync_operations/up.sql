-- What phones send (sync.md §2.3): each operation is kept before it is judged, and its answer beside it.

create table sync_op (
    org_id         uuid not null,
    -- Made of who sent it and of the id her phone gave it, so that nobody meets another's operation by guessing an id; of
    -- the content too where the same id came with another one (src/sync/model).
    id             uuid not null,
    -- As the phone calls it.
    op_id          uuid not null,
    recorded_by    uuid not null,
    device_id      uuid not null,
    seq            bigint not null,
    operation      text not null,
    -- The row it makes or changes: an id made at random, which says nothing without the row itself.
    entity_id      uuid not null,
    -- Whom it is about and at which site, as this server found them, so that who answers there can decide and erasing her
    -- reaches it. Pseudonymous, as in every case table; never said to who sent it.
    person_id      uuid,
    site_id        uuid,
    -- What it says is for nobody but who sent it: a concern that found nobody to answer for it.
    only_author    boolean not null default false,
    schema_no      integer not null,
    -- Keyed digest of what was sent. Gone with the person.
    payload_mac    bytea,
    -- The operation as it was sent, under a key of its own, while somebody may still have to decide on it.
    wrapped        bytea,
    payload_enc    bytea,
    -- Operations of the same colleague that have to stand first.
    waits_for      uuid[] not null default '{}',
    -- By the phone's clock: data, never an order.
    client_at      timestamptz not null,
    skew_ms        bigint not null,
    status         text not null,
    code           text,
    -- Which rule it broke, and where, in our own words (api-spec/problems.md).
    problem        text,
    pointer        text,
    -- The version of the row when this was answered.
    entity_version integer,
    recorded_at    timestamptz not null,
    decided_by     uuid,
    decided_at     timestamptz,
    row_version    integer not null default 1,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    foreign key (org_id, device_id) references auth.device (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    constraint sync_op_status check (status in ('received', 'applied', 'merged', 'conflict', 'held')),
    constraint sync_op_held_why check ((status = 'held') = (code is not null)),
    constraint sync_op_sealed check (payload_enc is null or wrapped is not null),
    constraint sync_op_mac check (length(payload_mac) = 16),
    constraint sync_op_decided check ((decided_by is null) = (decided_at is null)),
    constraint sync_op_voided_whole check ((voided_at is null) = (void_reason is null)),
    constraint sync_op_voided_held check (voided_at is null or status = 'held')
);
create index sync_op_author on sync_op (org_id, recorded_by, op_id);
create index sync_op_decided_by on sync_op (org_id, decided_by);
create index sync_op_device on sync_op (org_id, device_id);
create index sync_op_person on sync_op (org_id, person_id);
create index sync_op_site on sync_op (org_id, site_id);
create index sync_op_held on sync_op (org_id, recorded_at, id) where status = 'held' and voided_at is null;

-- The same field changed by two: which value stands, and the other one, so that nothing is overwritten for ever.
create table sync_conflict (
    org_id      uuid not null,
    id          uuid not null,
    sync_op_id  uuid not null,
    person_id   uuid not null,
    site_id     uuid not null,
    entity      text not null,
    entity_id   uuid not null,
    field       text not null,
    -- Which of the two stands now.
    kept        text not null,
    -- auto: the rule of the field decided; open: somebody has to; resolved: somebody has.
    state       text not null,
    -- What the phone sent and what stood here, under a key of their own. Gone with the person.
    wrapped     bytea,
    sent_enc    bytea,
    stood_enc   bytea,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    resolved_by uuid,
    resolved_at timestamptz,
    row_version integer not null default 1,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, sync_op_id) references sync_op (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, resolved_by) references staff_member (org_id, id),
    constraint sync_conflict_kept check (kept in ('sent', 'stood')),
    constraint sync_conflict_state check (state in ('auto', 'open', 'resolved')),
    constraint sync_conflict_resolved check ((state = 'resolved') = (resolved_by is not null)
        and (resolved_by is null) = (resolved_at is null)),
    constraint sync_conflict_voided_whole check ((voided_at is null) = (void_reason is null))
);
create index sync_conflict_op on sync_conflict (org_id, sync_op_id);
create index sync_conflict_person on sync_conflict (org_id, person_id);
create index sync_conflict_site on sync_conflict (org_id, site_id);
create index sync_conflict_recorded_by on sync_conflict (org_id, recorded_by);
create index sync_conflict_resolved_by on sync_conflict (org_id, resolved_by);
create index sync_conflict_recorded on sync_conflict (org_id, recorded_at, id);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('sync_status', 'received', 'Being judged', 1, false),
    ('sync_status', 'applied', 'Done as asked', 2, false),
    ('sync_status', 'merged', 'Done; others had changed something else', 3, false),
    ('sync_status', 'conflict', 'Done; others had changed the same', 4, false),
    ('sync_status', 'held', 'Kept for somebody to decide', 5, false),
    ('held_reason', 'no_access', 'Not hers to do, or no longer', 1, false),
    ('held_reason', 'entity_deleted', 'What it changes is not there any more', 2, false),
    ('held_reason', 'invalid_value', 'It breaks a rule', 3, false),
    ('held_reason', 'missing_parent', 'What it builds on has not arrived', 4, false),
    ('held_reason', 'op_id_reuse', 'Something else was sent under the same id', 5, false),
    ('held_reason', 'device_draining', 'From a phone that is being emptied', 6, false),
    ('held_reason', 'future_date', 'It lies in the future', 7, false),
    ('sync_operation', 'session-create', 'Log a session', 1, false),
    ('sync_operation', 'contact_attempt-create', 'Record an attempt to reach somebody', 2, false),
    ('sync_operation', 'person-create', 'Take a young person in', 3, false),
    ('sync_operation', 'person-patch', 'Correct a person''s record', 4, false),
    ('sync_operation', 'appointment-create', 'Plan a session', 5, false),
    ('sync_operation', 'group_session-create', 'Open a group session', 6, false),
    ('sync_operation', 'walk_in-create', 'Write down somebody who came without being on the roll', 7, false),
    ('sync_operation', 'referral-create', 'Receive a referral', 8, false),
    ('conflict_state', 'auto', 'The rule of the field decided', 1, false),
    ('conflict_state', 'open', 'Somebody has to decide', 2, false),
    ('conflict_state', 'resolved', 'Somebody has decided', 3, false),
    ('conflict_side', 'sent', 'What the phone sent', 1, false),
    ('conflict_side', 'stood', 'What stood here', 2, false),
    ('audit_action', 'push', 'Sent from a phone', 400, false),
    ('audit_action', 'decide_operation', 'Decided on what a phone sent', 401, false),
    ('audit_action', 'resolve_conflict', 'Decided between two values', 402, false);

alter table ref.code force row level security;
