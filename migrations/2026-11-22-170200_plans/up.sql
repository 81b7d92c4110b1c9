-- Sessions with one young person that lie ahead. What became of a plan is a session with the plan's id, written when it is
-- said (docs/adr/0063): until then no figure, no file and no attendance knows of it.

create table plan (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    -- Who means to meet her.
    staff_id     uuid not null,
    kind         text not null,
    mode         text not null,
    starts_at    timestamptz not null,
    -- The day at the site, in the site's own time zone.
    planned_on   date not null,
    minutes      integer not null check (minutes between 1 and 1440),
    -- When it was said what became of it: the session of the same id says what.
    settled_at   timestamptz,
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
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create index plan_enrolment on plan (org_id, enrolment_id);
create index plan_person on plan (org_id, person_id);
create index plan_site on plan (org_id, site_id);
create index plan_programme on plan (org_id, programme_id);
create index plan_staff on plan (org_id, staff_id);
create index plan_open on plan (org_id, staff_id, planned_on) where settled_at is null and voided_at is null;

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('audit_action', 'settle', 'Said what became of a plan', 75, false);
