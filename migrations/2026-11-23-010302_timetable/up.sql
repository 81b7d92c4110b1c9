-- The timetable (domain.md §2.8): cohorts with places and members, when they meet every week, and days on which nobody does.

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

create table cohort (
    org_id       uuid not null,
    id           uuid not null,
    programme_id uuid not null,
    site_id      uuid not null,
    name         text not null,
    capacity     integer not null check (capacity between 1 and 200),
    starts_on    date not null,
    ends_on      date check (ends_on >= starts_on),
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index cohort_programme on cohort (org_id, programme_id);
create index cohort_site on cohort (org_id, site_id);
create index cohort_author on cohort (org_id, recorded_by);

create table cohort_member (
    org_id       uuid not null,
    id           uuid not null,
    cohort_id    uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the cohort, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    joined_on    date not null,
    left_on      date check (left_on >= joined_on),
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, cohort_id) references cohort (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create unique index cohort_member_once on cohort_member (org_id, cohort_id, enrolment_id) where left_on is null and voided_at is null;
create index cohort_member_cohort on cohort_member (org_id, cohort_id);
create index cohort_member_enrolment on cohort_member (org_id, enrolment_id);
create index cohort_member_person on cohort_member (org_id, person_id);
create index cohort_member_site on cohort_member (org_id, site_id);
create index cohort_member_programme on cohort_member (org_id, programme_id);
create index cohort_member_author on cohort_member (org_id, recorded_by);

-- When a cohort meets, every week, by the clock of its site.
create table schedule (
    org_id        uuid not null,
    id            uuid not null,
    cohort_id     uuid not null,
    -- Copied from the cohort, for the policies.
    site_id       uuid not null,
    programme_id  uuid not null,
    kind          text not null,
    mode          text not null,
    title         text,
    weekday       integer not null check (weekday between 1 and 7),
    starts_local  time not null,
    minutes       integer not null check (minutes between 1 and 1440),
    lead_staff_id uuid not null,
    from_on       date not null,
    to_on         date,
    created_mac   bytea,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    recorded_by   uuid,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    foreign key (org_id, cohort_id) references cohort (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, lead_staff_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint schedule_days check (to_on >= from_on)
);
create index schedule_cohort on schedule (org_id, cohort_id);
create index schedule_site on schedule (org_id, site_id);
create index schedule_programme on schedule (org_id, programme_id);
create index schedule_lead on schedule (org_id, lead_staff_id);
create index schedule_author on schedule (org_id, recorded_by);

-- Which session a week's turn became: once for each day and version of the schedule, however often the background looks.
create table schedule_turn (
    org_id       uuid not null,
    schedule_id  uuid not null,
    version      integer not null,
    turn_on      date not null,
    cohort_id    uuid not null,
    session_id   uuid not null,
    -- Copied from the schedule, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    recorded_at  timestamptz not null,
    primary key (org_id, schedule_id, version, turn_on),
    foreign key (org_id, schedule_id) references schedule (org_id, id),
    foreign key (org_id, cohort_id) references cohort (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id)
);
create unique index schedule_turn_session on schedule_turn (org_id, session_id);
create index schedule_turn_cohort on schedule_turn (org_id, cohort_id, turn_on);
create index schedule_turn_site on schedule_turn (org_id, site_id);
create index schedule_turn_programme on schedule_turn (org_id, programme_id);

-- A day on which nobody meets: at a site, or in the whole organisation.
create table holiday (
    org_id       uuid not null,
    id           uuid not null,
    site_id      uuid,
    holiday_on   date not null,
    name         text not null,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create unique index holiday_once on holiday (org_id, holiday_on, site_id) nulls not distinct where voided_at is null;
create index holiday_site on holiday (org_id, site_id);
create index holiday_author on holiday (org_id, recorded_by);

-- Planned every day for every organisation, and at once when a timetable changes.
drop index auth.job_once_a_day;
create unique index job_once_a_day on auth.job (org_id, kind, run_at)
    where kind = 'raise_tasks' or (kind = 'plan_groups' and object_id = org_id);

insert into ref.code (list, code, label, sort, sensitive) values
    ('void_reason', 'rescheduled', 'Planned anew', 6, false),
    ('job_kind', 'plan_groups', 'Plan the sessions of the coming weeks', 20, false),
    ('audit_action', 'join_cohort', 'Put somebody into a cohort', 421, false),
    ('audit_action', 'leave_cohort', 'Took somebody out of a cohort', 422, false),
    ('audit_action', 'plan_groups', 'Planned group sessions', 423, false);

alter table ref.code force row level security;
