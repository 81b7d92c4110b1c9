-- Caseload (domain.md §2.19): how full one may be, who stands in for whom, and who takes over from whom.

-- How much whoever has a role, or works at a site, may carry. The strictest that is about somebody holds; without one
-- the house's own (staff_member.caseload_cap).
create table caseload_limit (
    org_id      uuid not null,
    id          uuid not null,
    role        text,
    site_id     uuid,
    cap         numeric(5,1) not null check (cap > 0),
    started_at  timestamptz not null,
    ended_at    timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint caseload_limit_is_about_something check (num_nonnulls(role, site_id) > 0),
    check (ended_at >= started_at)
);
create unique index caseload_limit_one on caseload_limit (org_id, role, site_id) nulls not distinct
    where ended_at is null and voided_at is null;
create index caseload_limit_site on caseload_limit (org_id, site_id);
create index caseload_limit_recorded_by on caseload_limit (org_id, recorded_by);

-- One colleague's own limit, for a while: asked for by one, decided by another, and by neither for herself.
create table caseload_exception (
    org_id      uuid not null,
    id          uuid not null,
    staff_id    uuid not null,
    -- Where it is decided. It holds for her whole caseload.
    site_id     uuid not null,
    cap         numeric(5,1) not null check (cap > 0),
    reason      text not null,
    until_on    date not null,
    -- The end of that day at the site.
    ends_at     timestamptz not null,
    approved    boolean,
    decided_by  uuid,
    decided_at  timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    -- Who asked.
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint caseload_exception_by_two check (decided_by <> recorded_by and decided_by <> staff_id),
    constraint caseload_exception_decided_whole check (num_nulls(approved, decided_by, decided_at) in (0, 3)),
    check (ends_at > recorded_at)
);
create unique index caseload_exception_one_open on caseload_exception (org_id, staff_id)
    where decided_at is null and voided_at is null;
create index caseload_exception_staff on caseload_exception (org_id, staff_id, ends_at);
create index caseload_exception_site on caseload_exception (org_id, site_id);
create index caseload_exception_decided_by on caseload_exception (org_id, decided_by);
create index caseload_exception_recorded_by on caseload_exception (org_id, recorded_by);

-- Somebody is away, and somebody else sees to whom she works with at one site. Why she is away is not asked.
create table absence_cover (
    org_id      uuid not null,
    id          uuid not null,
    site_id     uuid not null,
    absent_id   uuid not null,
    cover_id    uuid not null,
    from_on     date not null,
    until_on    date not null,
    -- The two days' beginning and end by the site's clock: what the wall holds against the moment of the request.
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    -- Ended before its time.
    ended_at    timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, absent_id) references staff_member (org_id, id),
    foreign key (org_id, cover_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint absence_cover_by_another check (absent_id <> cover_id),
    -- Longer than that is no absence: hand over.
    constraint absence_cover_short check (until_on between from_on and from_on + 59),
    check (ends_at > starts_at)
);
create index absence_cover_cover on absence_cover (org_id, cover_id, ends_at);
create index absence_cover_absent on absence_cover (org_id, absent_id, ends_at);
create index absence_cover_site on absence_cover (org_id, site_id);
create index absence_cover_recorded_by on absence_cover (org_id, recorded_by);

-- A hand-over of whom one colleague works with at a site to another.
create table hand_over (
    org_id      uuid not null,
    id          uuid not null,
    site_id     uuid not null,
    from_id     uuid not null,
    to_id       uuid not null,
    state       text not null,
    -- How many and how much, as proposed: what the receiver is told before she says yes.
    enrolments  integer not null check (enrolments > 0),
    weight      numeric(6,1) not null,
    decided_by  uuid,
    decided_at  timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    -- Who proposed it.
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, from_id) references staff_member (org_id, id),
    foreign key (org_id, to_id) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint hand_over_to_another check (from_id <> to_id),
    -- Whoever proposes it does not accept it, and nobody gives away whom she gives to herself.
    constraint hand_over_by_two check (state not in ('accepted', 'refused') or decided_by <> recorded_by),
    constraint hand_over_decided_whole check (
        (state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null))
);
create unique index hand_over_one_open on hand_over (org_id, from_id, to_id, site_id)
    where state = 'proposed' and voided_at is null;
create index hand_over_site on hand_over (org_id, site_id);
create index hand_over_from on hand_over (org_id, from_id);
create index hand_over_to on hand_over (org_id, to_id);
create index hand_over_decided_by on hand_over (org_id, decided_by);
create index hand_over_recorded_by on hand_over (org_id, recorded_by);

-- Whom it is about, and what the receiver must know about her, sealed with her key.
create table hand_over_line (
    org_id            uuid not null,
    id                uuid not null,
    hand_over_id      uuid not null,
    assignment_id     uuid not null,
    enrolment_id      uuid not null,
    person_id         uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id           uuid not null,
    programme_id      uuid not null,
    note_enc          bytea,
    -- What it became. Null: not accepted, or that assignment had ended before.
    new_assignment_id uuid,
    recorded_at       timestamptz not null,
    recorded_by       uuid not null,
    primary key (org_id, id),
    foreign key (org_id, hand_over_id) references hand_over (org_id, id),
    foreign key (org_id, assignment_id) references assignment (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, new_assignment_id) references assignment (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create unique index hand_over_line_once on hand_over_line (org_id, hand_over_id, assignment_id);
create index hand_over_line_assignment on hand_over_line (org_id, assignment_id);
create index hand_over_line_enrolment on hand_over_line (org_id, enrolment_id);
create index hand_over_line_person on hand_over_line (org_id, person_id);
create index hand_over_line_site on hand_over_line (org_id, site_id);
create index hand_over_line_programme on hand_over_line (org_id, programme_id);
create index hand_over_line_new on hand_over_line (org_id, new_assignment_id);
create index hand_over_line_recorded_by on hand_over_line (org_id, recorded_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('caseload_reason', 'colleague_absent', 'A colleague is away', 1, false),
    ('caseload_reason', 'colleague_left', 'A colleague has left', 2, false),
    ('caseload_reason', 'many_joined', 'Many have joined', 3, false),
    ('caseload_reason', 'light_work', 'Much of it takes little time', 4, false),
    ('caseload_reason', 'less_time', 'She has less time for it', 5, false),
    ('caseload_reason', 'other', 'Another reason', 6, false),
    ('hand_over_state', 'proposed', 'Proposed', 1, false),
    ('hand_over_state', 'accepted', 'Accepted', 2, false),
    ('hand_over_state', 'refused', 'Refused', 3, false),
    ('hand_over_state', 'withdrawn', 'Withdrawn', 4, false),
    ('audit_action', 'hand_over', 'Proposed to hand a caseload over', 420, false),
    ('audit_action', 'decide_hand_over', 'Decided about a hand-over', 421, false),
    ('audit_action', 'decide_caseload', 'Decided about a colleague''s limit', 422, false);

alter table ref.code force row level security;
