-- Casework: enrolment and its dated events, who works with whom, sessions and who took part.

create table enrolment (
    org_id           uuid not null,
    id               uuid not null,
    person_id        uuid not null,
    programme_id     uuid not null,
    site_id          uuid not null,
    -- The strand every C2 reader may know (design §5, tiers). A restricted enrolment's true strand lives elsewhere.
    strand           text not null,
    previous_enrolment_id uuid,
    -- Stamps for indicators (domain.md §2.2), written with the event that causes them.
    enrolled_on      date not null,
    first_service_on date,
    exited_on        date,
    created_mac      bytea,
    row_version      integer not null default 1,
    recorded_at      timestamptz not null,
    recorded_by      uuid,
    recorded_via     text not null,
    voided_at        timestamptz,
    void_reason      text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, previous_enrolment_id) references enrolment (org_id, id),
    check (first_service_on >= enrolled_on),
    check (exited_on >= enrolled_on),
    check (exited_on >= first_service_on)
);
create unique index enrolment_one_open_per_programme on enrolment (org_id, person_id, programme_id)
    where exited_on is null and voided_at is null;
create index enrolment_person on enrolment (org_id, person_id);
create index enrolment_programme on enrolment (org_id, programme_id, enrolled_on);
create index enrolment_site on enrolment (org_id, site_id, enrolled_on);
create index enrolment_entry on enrolment (org_id, enrolled_on);
create index enrolment_leaving on enrolment (org_id, exited_on) where voided_at is null;
create index enrolment_previous on enrolment (org_id, previous_enrolment_id);

create table enrolment_event (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    from_status  text,
    to_status    text not null,
    -- The exit reason every C2 reader may know.
    reason       text,
    -- What a leaving needs (domain.md §2.2): the interview's day or why there was none, and whether aftercare is wanted.
    interview_on      date,
    interview_missing text,
    aftercare         text check (aftercare in ('planned', 'declined')),
    occurred_on  date not null,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    check (to_status <> 'exited' or (num_nonnulls(interview_on, interview_missing) = 1 and aftercare is not null)),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    check ((to_status = 'exited') = (reason is not null))
);
create index enrolment_event_enrolment on enrolment_event (org_id, enrolment_id, occurred_on);
create index enrolment_event_site on enrolment_event (org_id, site_id);
create index enrolment_event_programme on enrolment_event (org_id, programme_id);

create table conflict_declaration (
    org_id       uuid not null,
    id           uuid not null,
    staff_id     uuid not null,
    person_id    uuid not null,
    -- The person's home site, for the policies.
    site_id      uuid not null,
    has_conflict boolean not null,
    declared_at  timestamptz not null,
    created_mac  bytea,
    recorded_at  timestamptz not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id)
);
create index conflict_declaration_site on conflict_declaration (org_id, site_id);
create index conflict_declaration_pair on conflict_declaration (org_id, staff_id, person_id, declared_at desc);
create index conflict_declaration_person on conflict_declaration (org_id, person_id);

-- Who works with whom. Access follows a live row here, not a job title (domain.md §6.3).
create table assignment (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    staff_id     uuid not null,
    role         text not null,
    weight       numeric(4,1) not null check (weight > 0),
    started_at   timestamptz not null,
    ended_at     timestamptz,
    -- Set when the worker was over the caseload cap and someone with the right to decide said yes.
    over_cap_by  uuid,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, over_cap_by) references staff_member (org_id, id),
    check (ended_at >= started_at)
);
create unique index assignment_one_lead on assignment (org_id, enrolment_id)
    where role = 'lead' and ended_at is null and voided_at is null;
create unique index assignment_once on assignment (org_id, enrolment_id, staff_id)
    where ended_at is null and voided_at is null;
create index assignment_live_staff on assignment (org_id, staff_id, enrolment_id, person_id)
    where ended_at is null and voided_at is null;
create index assignment_enrolment on assignment (org_id, enrolment_id);
create index assignment_person on assignment (org_id, person_id);
create index assignment_staff on assignment (org_id, staff_id);
create index assignment_site on assignment (org_id, site_id);
create index assignment_programme on assignment (org_id, programme_id);
create index assignment_over_cap_by on assignment (org_id, over_cap_by);

create table session (
    org_id        uuid not null,
    id            uuid not null,
    programme_id  uuid not null,
    site_id       uuid not null,
    kind          text not null,
    mode          text not null,
    status        text not null,
    starts_at     timestamptz not null,
    -- The day at the site, in the site's own time zone: what periods are counted by.
    held_on       date not null,
    minutes       integer not null check (minutes between 1 and 1440),
    lead_staff_id uuid not null,
    created_mac   bytea,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    recorded_by   uuid,
    recorded_via  text not null,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, lead_staff_id) references staff_member (org_id, id)
);
create index session_programme on session (org_id, programme_id, held_on);
create index session_site on session (org_id, site_id, held_on);
create index session_lead on session (org_id, lead_staff_id, held_on);

create table participation (
    org_id       uuid not null,
    id           uuid not null,
    session_id   uuid not null,
    person_id    uuid not null,
    enrolment_id uuid not null,
    -- Copied from enrolment and session: policies and figures read the row itself, not its parents.
    programme_id uuid not null,
    site_id      uuid not null,
    strand       text not null,
    held_on      date not null,
    attendance   text not null,
    minutes      integer not null check (minutes between 0 and 1440),
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id)
);
create unique index participation_once on participation (org_id, session_id, person_id);
create index participation_enrolment on participation (org_id, enrolment_id, held_on desc, session_id);
create index participation_person on participation (org_id, person_id);
create index participation_programme on participation (org_id, programme_id);
create index participation_site on participation (org_id, site_id);
create index participation_period on participation (org_id, held_on)
    include (person_id, enrolment_id, site_id, programme_id, strand, attendance, minutes) where voided_at is null;

-- What was written about a session. Sealed with the person's key.
create table session_note (
    org_id       uuid not null,
    id           uuid not null,
    session_id   uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    kind         text not null,
    body_enc     bytea not null,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index session_note_programme on session_note (org_id, programme_id);
create index session_note_session on session_note (org_id, session_id);
create index session_note_enrolment on session_note (org_id, enrolment_id);
create index session_note_person on session_note (org_id, person_id);
create index session_note_site on session_note (org_id, site_id);
create index session_note_author on session_note (org_id, recorded_by);
