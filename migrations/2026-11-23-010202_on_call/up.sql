-- On call (domain.md §2.15): who is to be reached when life is at risk, and who was called.

create table on_call_shift (
    org_id      uuid not null,
    id          uuid not null,
    site_id     uuid not null,
    staff_id    uuid not null,
    -- Who is called first has place 1.
    place       integer not null check (place between 1 and 9),
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint on_call_shift_short check (ends_at > starts_at and ends_at <= starts_at + interval '31 days')
);
create index on_call_shift_site on on_call_shift (org_id, site_id, ends_at);
create index on_call_shift_staff on on_call_shift (org_id, staff_id);
create index on_call_shift_recorded_by on on_call_shift (org_id, recorded_by);

-- Something that cannot wait for a mail to be read: somebody on call must say that she has it.
create table alert (
    org_id          uuid not null,
    id              uuid not null,
    site_id         uuid not null,
    kind            text not null,
    -- What it is about.
    incident_id     uuid,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    -- Nobody is left to call.
    exhausted_at    timestamptz,
    row_version     integer not null default 1,
    -- When it was raised.
    recorded_at     timestamptz not null,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, incident_id) references incident (org_id, id),
    foreign key (org_id, acknowledged_by) references staff_member (org_id, id),
    constraint alert_about_something check ((kind = 'critical_incident') = (incident_id is not null)),
    constraint alert_acknowledged_whole check ((acknowledged_by is null) = (acknowledged_at is null))
);
create unique index alert_once on alert (org_id, incident_id);
create index alert_open on alert (org_id, site_id, recorded_at) where acknowledged_at is null;
create index alert_site on alert (org_id, site_id);
create index alert_acknowledged_by on alert (org_id, acknowledged_by);

-- Whom it was put to, and when. Each colleague once.
create table alert_call (
    org_id      uuid not null,
    id          uuid not null,
    alert_id    uuid not null,
    staff_id    uuid not null,
    -- Calls of one step go out together.
    step        integer not null check (step > 0),
    recorded_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, alert_id) references alert (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create unique index alert_call_once on alert_call (org_id, alert_id, staff_id);
create index alert_call_staff on alert_call (org_id, staff_id);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('alert_kind', 'critical_incident', 'A critical incident', 1, false),
    ('mail_template', 'on_call', 'You are called', 9, false),
    ('job_kind', 'call_on_call', 'Call who is on call', 30, false),
    ('job_kind', 'post_alert', 'Hand a call to the gateway', 31, false),
    ('audit_action', 'acknowledge', 'Said that they have it', 430, false),
    ('audit_action', 'call', 'Called who is on call', 431, false);

alter table ref.code force row level security;
