-- Safeguarding concerns (domain.md §2.15): harm or risk of harm to a child, also by staff. A vault: seen by those who
-- answer for the safety of children, never by the accused nor by who manages her (docs/adr/0091).

create table safeguarding_concern (
    org_id      uuid not null,
    id          uuid not null,
    site_id     uuid not null,
    about       text not null,
    -- The child, where she has a file.
    person_id   uuid,
    -- The colleague it is about.
    accused_id  uuid,
    state       text not null,
    -- By when somebody must have taken it up.
    due_at      timestamptz not null,
    wrapped     bytea not null,
    body_enc    bytea not null,
    -- Who has taken it up.
    lead_id     uuid,
    taken_up_at timestamptz,
    closed_at   timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, accused_id) references staff_member (org_id, id),
    foreign key (org_id, lead_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint safeguarding_concern_accused_is_staff check (accused_id is null or about = 'staff'),
    constraint safeguarding_concern_not_by_the_accused check (lead_id <> accused_id),
    constraint safeguarding_concern_whole check (
        (state = 'received') = (lead_id is null) and (lead_id is null) = (taken_up_at is null)
        and (state = 'closed') = (closed_at is not null))
);
create index safeguarding_concern_due on safeguarding_concern (org_id, due_at, id);
create index safeguarding_concern_site on safeguarding_concern (org_id, site_id);
create index safeguarding_concern_person on safeguarding_concern (org_id, person_id);
create index safeguarding_concern_accused on safeguarding_concern (org_id, accused_id);
create index safeguarding_concern_lead on safeguarding_concern (org_id, lead_id);
create index safeguarding_concern_reporter on safeguarding_concern (org_id, recorded_by);

-- What was done, each step with its words.
create table concern_entry (
    org_id      uuid not null,
    id          uuid not null,
    concern_id  uuid not null,
    step        text not null,
    body_enc    bytea not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (org_id, id),
    foreign key (org_id, concern_id) references safeguarding_concern (org_id, id)
);
create index concern_entry_concern on concern_entry (org_id, concern_id);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('concern_about', 'staff', 'Staff or a volunteer', 1, true),
    ('concern_about', 'family', 'Family', 2, true),
    ('concern_about', 'peer', 'Another young person', 3, true),
    ('concern_about', 'other', 'Somebody else', 4, true),
    ('concern_state', 'received', 'Received', 1, true),
    ('concern_state', 'taken_up', 'Taken up', 2, true),
    ('concern_state', 'passed_on', 'Passed on to the authority', 3, true),
    ('concern_state', 'closed', 'Closed', 4, true),
    ('concern_step', 'taken_up', 'Took it up', 1, true),
    ('concern_step', 'noted', 'Noted', 2, true),
    ('concern_step', 'passed_on', 'Passed it on to the authority', 3, true),
    ('concern_step', 'closed', 'Closed it', 4, true),
    ('concern_step', 'reopened', 'Opened it again', 5, true),
    ('job_kind', 'tell_concern', 'Tell who answers for the safety of children', 21, false),
    ('audit_action', 'raise_concern', 'Raised a concern', 411, false),
    ('audit_action', 'move_concern', 'Took a step in a concern', 412, false);
alter table ref.code force row level security;
