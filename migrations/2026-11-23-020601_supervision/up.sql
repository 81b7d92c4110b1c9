-- Supervision (domain.md §2.19): a supervisor sits down with those she supervises. What was agreed and what she wrote for
-- herself lie under a key of the session's own, because they are about several people (docs/adr/0121).

create table supervision_session (
    org_id            uuid not null,
    id                uuid not null,
    -- Where those who were supervised work, and whose supervisors may read it.
    site_id           uuid not null,
    supervisor_id     uuid not null,
    -- By the site's clock.
    held_on           date not null,
    minutes           integer not null,
    kind              text not null,
    -- Was it asked how they are?
    wellbeing_checked boolean not null,
    -- The key of what was written. Gone with the first of those it was about who is erased.
    wrapped           bytea,
    -- What was agreed: read by those who were there, too.
    actions_enc       bytea,
    -- Read by who wrote it, and by nobody else.
    confidential_enc  bytea,
    created_mac       bytea,
    row_version       integer not null default 1,
    recorded_at       timestamptz not null,
    voided_at         timestamptz,
    void_reason       text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, supervisor_id) references staff_member (org_id, id),
    constraint supervision_session_minutes check (minutes between 5 and 480),
    constraint supervision_session_voided_whole check ((voided_at is null) = (void_reason is null))
);
create index supervision_session_held on supervision_session (org_id, held_on, id);
create index supervision_session_site on supervision_session (org_id, site_id);
create index supervision_session_supervisor on supervision_session (org_id, supervisor_id);

-- Who was supervised.
create table supervision_worker (
    org_id     uuid not null,
    session_id uuid not null,
    staff_id   uuid not null,
    primary key (org_id, session_id, staff_id),
    foreign key (org_id, session_id) references supervision_session (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create index supervision_worker_staff on supervision_worker (org_id, staff_id);

-- Which cases were discussed.
create table supervision_case (
    org_id       uuid not null,
    session_id   uuid not null,
    enrolment_id uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    primary key (org_id, session_id, enrolment_id),
    foreign key (org_id, session_id) references supervision_session (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id)
);
create index supervision_case_enrolment on supervision_case (org_id, enrolment_id);
create index supervision_case_site on supervision_case (org_id, site_id);
create index supervision_case_programme on supervision_case (org_id, programme_id);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('supervision_kind', 'individual', 'With one colleague', 1, false),
    ('supervision_kind', 'group', 'With several colleagues', 2, false),
    ('supervision_kind', 'clinical', 'Clinical supervision', 3, false),
    ('supervision_kind', 'crisis_debrief', 'Debrief after a crisis', 4, false);

alter table ref.code force row level security;
