-- Break-glass (domain.md §6.4): an hour's look at one person's file without the relation it usually takes, told to others
-- at once and reviewed by one of them within a day.

create table break_glass (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    person_id    uuid not null,
    -- Her home site when it was asked for: who reviews is looked up there.
    site_id      uuid not null,
    staff_id     uuid not null,
    purpose      text not null,
    -- Sealed with her key: it can hold anything.
    reason_enc   bytea not null,
    -- Asked for often of late: it begins when a second person agrees.
    needs_second boolean not null,
    second_by    uuid,
    second_at    timestamptz,
    starts_at    timestamptz,
    ends_at      timestamptz,
    reviewed_by  uuid,
    reviewed_at  timestamptz,
    outcome      text,
    created_mac  bytea not null,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, second_by) references staff_member (org_id, id),
    foreign key (org_id, reviewed_by) references staff_member (org_id, id),
    -- Nobody agrees to or reviews her own.
    constraint break_glass_second_is_another check (second_by <> staff_id),
    constraint break_glass_review_is_anothers check (reviewed_by <> staff_id),
    check ((second_by is null) = (second_at is null)),
    check (second_by is null or needs_second),
    check (num_nonnulls(starts_at, ends_at) in (0, 2)),
    check (starts_at is not null or (needs_second and second_by is null)),
    constraint break_glass_is_an_hour check (ends_at <= starts_at + interval '60 minutes'),
    check (num_nonnulls(reviewed_by, reviewed_at, outcome) in (0, 3))
);
create index break_glass_person on break_glass (org_id, person_id);
create index break_glass_site on break_glass (org_id, site_id);
create index break_glass_staff on break_glass (org_id, staff_id);
create index break_glass_second on break_glass (org_id, second_by);
create index break_glass_reviewer on break_glass (org_id, reviewed_by);
-- Asked on every request: what is open now.
create index break_glass_live on break_glass (org_id, staff_id, ends_at);

-- Who was told. Written in the same transaction.
create table break_glass_notice (
    org_id         uuid not null,
    id             uuid not null,
    break_glass_id uuid not null,
    staff_id       uuid not null,
    recorded_at    timestamptz not null,
    seen_at        timestamptz,
    primary key (org_id, id),
    unique (org_id, break_glass_id, staff_id),
    foreign key (org_id, break_glass_id) references break_glass (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create index break_glass_notice_glass on break_glass_notice (org_id, break_glass_id);
create index break_glass_notice_staff on break_glass_notice (org_id, staff_id);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    -- break_glass_purpose, break_glass_outcome: domain.md §6.4
    ('break_glass_purpose', 'life_at_risk', 'A life is at risk', 1, false),
    ('break_glass_purpose', 'safeguarding_duty', 'A duty to safeguard', 2, false),
    ('break_glass_purpose', 'worker_absent', 'The worker is absent', 3, false),
    ('break_glass_purpose', 'legal_order', 'A legal order', 4, false),
    ('break_glass_purpose', 'technical_recovery', 'Recovery after a technical failure', 5, false),
    ('break_glass_outcome', 'justified', 'Justified', 1, false),
    ('break_glass_outcome', 'unjustified', 'Not justified', 2, false),
    ('break_glass_outcome', 'needs_training', 'Training is needed', 3, false),
    ('break_glass_outcome', 'misconduct', 'Misconduct', 4, false),
    ('audit_action', 'break_glass', 'Broke the glass', 23, false),
    ('audit_action', 'second', 'Agreed as a second person', 24, false),
    ('audit_action', 'review', 'Reviewed a break-glass', 25, false),
    ('audit_action', 'notice', 'Saw a notice', 26, false);
