-- Contact attempts: who tried to reach a young person, or somebody around her, and what came of it (domain.md §2.8, §5.14).
create table contact_attempt (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies and the figures.
    site_id      uuid not null,
    programme_id uuid not null,
    strand       text not null,
    attempted_at timestamptz not null,
    -- The day at the site, in the site's own time zone.
    attempted_on date not null,
    mode         text not null,
    result       text not null,
    -- Family, school, employer or court were to be reached, not she herself.
    collateral   boolean not null,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    -- Who tried.
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index contact_attempt_enrolment on contact_attempt (org_id, enrolment_id, attempted_on desc, id desc);
create index contact_attempt_person on contact_attempt (org_id, person_id);
create index contact_attempt_site on contact_attempt (org_id, site_id);
create index contact_attempt_programme on contact_attempt (org_id, programme_id);
create index contact_attempt_by on contact_attempt (org_id, recorded_by);
-- What was voided too: a figure asked as it was known then counts what was voided later.
create index contact_attempt_period on contact_attempt (org_id, attempted_on);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- attempt_result: domain.md §5.14
    ('attempt_result', 'reached', 'Reached', 1, false),
    ('attempt_result', 'no_answer', 'No answer', 2, false),
    ('attempt_result', 'left_neutral_message', 'Left a message that says nothing', 3, false),
    ('attempt_result', 'number_dead', 'The number is dead', 4, false),
    ('attempt_result', 'third_party_answered', 'Somebody else answered', 5, false),
    ('attempt_result', 'refused', 'Did not want to talk', 6, false),
    ('attempt_result', 'unsafe_stopped', 'Stopped, it was not safe', 7, true);

alter table ref.code force row level security;
