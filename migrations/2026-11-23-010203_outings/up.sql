-- Out now, back by: a worker says that she is out and when she will be back. Where is not asked, and there is no place
-- for it (domain.md §6.2: no trace of visits). What is over is forgotten after a week.
create table outing (
    org_id        uuid not null,
    id            uuid not null,
    -- The site whose rota is called when she does not come back.
    site_id       uuid not null,
    staff_id      uuid not null,
    -- The colleague she is out with.
    with_staff_id uuid,
    went_at       timestamptz not null,
    back_by       timestamptz not null,
    back_at       timestamptz,
    -- When somebody was called for her.
    missed_at     timestamptz,
    created_mac   bytea,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, with_staff_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint outing_with_another check (with_staff_id <> staff_id),
    constraint outing_of_a_day check (back_by > went_at and back_by <= went_at + interval '7 days')
);
create unique index outing_one_open on outing (org_id, staff_id) where back_at is null and voided_at is null;
create index outing_site on outing (org_id, site_id);
create index outing_staff on outing (org_id, staff_id);
create index outing_with on outing (org_id, with_staff_id);
create index outing_recorded_by on outing (org_id, recorded_by);

-- The alert stays when what it was about is forgotten.
alter table alert
    add column outing_id uuid,
    add foreign key (org_id, outing_id) references outing (org_id, id) on delete set null (outing_id),
    drop constraint alert_about_something,
    add constraint alert_about_something check (
        (kind = 'critical_incident') = (incident_id is not null) and (kind = 'missed_back' or outing_id is null));
create index alert_outing on alert (org_id, outing_id);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('alert_kind', 'missed_back', 'A colleague is not back', 2, false),
    ('job_kind', 'miss_outing', 'Look whether somebody is back', 32, false),
    ('job_kind', 'forget_outings', 'Forget who was out', 33, false),
    ('audit_action', 'go_out', 'Went out', 432, false),
    ('audit_action', 'come_back', 'Came back', 433, false),
    ('audit_action', 'forget', 'Forgot what is over', 434, false);

alter table ref.code force row level security;
