-- Referrals out: somebody is sent to a provider, and what became of it (domain.md §2.3).
create table referral_out (
    org_id        uuid not null,
    id            uuid not null,
    enrolment_id  uuid not null,
    person_id     uuid not null,
    -- Copied from the enrolment, for the policies and the figures.
    site_id       uuid not null,
    programme_id  uuid not null,
    provider_id   uuid not null,
    service       text not null,
    -- A colleague goes along or calls with her; else she is given the way there.
    warm          boolean not null,
    -- What the provider was told, and on what basis.
    disclosure_id uuid not null,
    made_at       timestamptz not null,
    state         text not null,
    moved_at      timestamptz not null check (moved_at >= made_at),
    -- The day, at the site, from which silence is asked about.
    answer_due_on date not null,
    created_mac   bytea,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, provider_id) references service_provider (org_id, id),
    foreign key (org_id, disclosure_id) references disclosure (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index referral_out_enrolment on referral_out (org_id, enrolment_id, made_at desc);
create index referral_out_person on referral_out (org_id, person_id);
create index referral_out_site on referral_out (org_id, site_id);
create index referral_out_programme on referral_out (org_id, programme_id);
create index referral_out_provider on referral_out (org_id, provider_id);
create index referral_out_disclosure on referral_out (org_id, disclosure_id);
create index referral_out_recorded_by on referral_out (org_id, recorded_by);

create table referral_out_event (
    org_id          uuid not null,
    id              uuid not null,
    referral_out_id uuid not null,
    enrolment_id    uuid not null,
    -- Copied from the referral, for the policies.
    site_id         uuid not null,
    programme_id    uuid not null,
    state           text not null,
    occurred_at     timestamptz not null,
    recorded_at     timestamptz not null,
    recorded_by     uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_out_id) references referral_out (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index referral_out_event_of on referral_out_event (org_id, referral_out_id);
create index referral_out_event_enrolment on referral_out_event (org_id, enrolment_id);
create index referral_out_event_site on referral_out_event (org_id, site_id);
create index referral_out_event_programme on referral_out_event (org_id, programme_id);
create index referral_out_event_recorded_by on referral_out_event (org_id, recorded_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- referral_out_state: domain.md §2.3
    ('referral_out_state', 'made', 'Made', 1, false),
    ('referral_out_state', 'sent', 'Sent', 2, false),
    ('referral_out_state', 'acknowledged', 'The provider has it', 3, false),
    ('referral_out_state', 'appointment_set', 'Has an appointment', 4, false),
    ('referral_out_state', 'attended', 'Went there', 5, false),
    ('referral_out_state', 'service_started', 'The service has begun', 6, false),
    ('referral_out_state', 'service_completed', 'The service is complete', 7, false),
    ('referral_out_state', 'declined_by_person', 'Does not want it', 8, false),
    ('referral_out_state', 'rejected_by_provider', 'The provider said no', 9, false),
    ('referral_out_state', 'no_capacity', 'The provider has no room', 10, false),
    ('referral_out_state', 'no_show', 'Did not go to the appointment', 11, false),
    ('referral_out_state', 'expired', 'Ran out without an answer', 12, false),
    ('referral_out_state', 'withdrawn', 'Taken back', 13, false),
    ('task_kind', 'referral_out_silent', 'A provider has not answered: has she been taken on?', 4, false),
    ('audit_action', 'refer_out', 'Sent somebody to a provider', 340, false);

alter table ref.code force row level security;
