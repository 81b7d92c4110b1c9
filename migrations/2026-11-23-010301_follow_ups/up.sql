-- After somebody left (domain.md §2.20): when she is asked after, what came of it, and what was found, then or at any time.

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

-- Some programmes ask once more, two years after.
alter table programme add column follows_two_years boolean not null default false;

-- A day on which she is asked after, made with her leaving. Of leavings recorded before this there are none: nobody was told
-- that they would be asked.
create table followup_due (
    org_id        uuid not null,
    id            uuid not null,
    exit_event_id uuid not null,
    enrolment_id  uuid not null,
    person_id     uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id       uuid not null,
    programme_id  uuid not null,
    left_on       date not null,
    months        integer not null check (months in (3, 6, 12, 24)),
    due_on        date not null,
    opens_on      date not null,
    closes_on     date not null,
    -- What its own contacts came to.
    told          text,
    -- What happened elsewhere that settles it: she came back, it is not safe, she does not want it (access.followup_ground).
    closed        text,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    recorded_by   uuid,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    foreign key (org_id, exit_event_id) references enrolment_event (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint followup_due_days check (left_on < opens_on and opens_on < due_on and due_on < closes_on),
    constraint followup_due_told check (
        told in ('done', 'partial', 'unreachable', 'declined', 'in_custody', 'deceased')),
    constraint followup_due_closed check (closed in ('unsafe_to_contact', 'declined', 'deceased', 'ended'))
);
create unique index followup_due_once on followup_due (org_id, exit_event_id, months);
create index followup_due_enrolment on followup_due (org_id, enrolment_id);
create index followup_due_person on followup_due (org_id, person_id);
create index followup_due_site on followup_due (org_id, site_id);
create index followup_due_programme on followup_due (org_id, programme_id);
create index followup_due_author on followup_due (org_id, recorded_by);
create index followup_due_closing on followup_due (org_id, closes_on);
create index followup_due_open on followup_due (org_id, opens_on)
    where told is null and closed is null and voided_at is null;

-- Who was asked about her, and what came of it.
create table followup_contact (
    org_id       uuid not null,
    id           uuid not null,
    followup_id  uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    contacted_on date not null,
    source_kind  text not null,
    result       text not null,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, followup_id) references followup_due (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index followup_contact_followup on followup_contact (org_id, followup_id);
create index followup_contact_enrolment on followup_contact (org_id, enrolment_id);
create index followup_contact_person on followup_contact (org_id, person_id);
create index followup_contact_site on followup_contact (org_id, site_id);
create index followup_contact_programme on followup_contact (org_id, programme_id);
create index followup_contact_author on followup_contact (org_id, recorded_by);

-- Whether asking after her is safe, as somebody judged it after the leaving was recorded. The latest counts.
create table followup_safety (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    judged_on    date not null,
    safe         boolean not null,
    safe_contact_rule text,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint followup_safety_rule check ((safe_contact_rule is not null) = safe)
);
create index followup_safety_enrolment on followup_safety (org_id, enrolment_id, recorded_at);
create index followup_safety_person on followup_safety (org_id, person_id);
create index followup_safety_site on followup_safety (org_id, site_id);
create index followup_safety_programme on followup_safety (org_id, programme_id);
create index followup_safety_author on followup_safety (org_id, recorded_by);

-- What was found about her, at any time: a code, a number, or why there is none (domain.md §5.1).
create table outcome_observation (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    -- The follow-up in which it was found.
    followup_id  uuid,
    domain       text not null,
    measure      text not null,
    stage        text not null,
    observed_on  date not null,
    source_kind  text not null,
    value_code   text,
    value_number double precision,
    missing      text,
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
    foreign key (org_id, followup_id) references followup_due (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint outcome_observation_value_or_reason check (num_nonnulls(value_code, value_number, missing) = 1),
    constraint outcome_observation_of_followup check ((followup_id is not null) = starts_with(stage, 'followup_'))
);
create index outcome_observation_enrolment on outcome_observation (org_id, enrolment_id, observed_on);
create index outcome_observation_person on outcome_observation (org_id, person_id);
create index outcome_observation_site on outcome_observation (org_id, site_id);
create index outcome_observation_programme on outcome_observation (org_id, programme_id);
create index outcome_observation_followup on outcome_observation (org_id, followup_id);
create index outcome_observation_author on outcome_observation (org_id, recorded_by);

insert into ref.code (list, code, label, sort, sensitive) values
    -- followup_state: domain.md §2.20; `ended` is ours: she came back, or her record was erased
    ('followup_state', 'due', 'Not yet', 1, false),
    ('followup_state', 'in_window', 'Now', 2, false),
    ('followup_state', 'overdue', 'The time for it is over', 3, false),
    ('followup_state', 'done', 'Done', 4, false),
    ('followup_state', 'partial', 'Done in part', 5, false),
    ('followup_state', 'unreachable', 'Could not be reached', 6, false),
    ('followup_state', 'declined', 'Does not want it', 7, false),
    ('followup_state', 'unsafe_to_contact', 'Not safe to contact', 8, true),
    ('followup_state', 'in_custody', 'In custody', 9, true),
    ('followup_state', 'deceased', 'Has died', 10, true),
    ('followup_state', 'ended', 'No longer needed', 11, false),
    -- followup_result: what one contact came to
    ('followup_result', 'done', 'Everything was asked', 1, false),
    ('followup_result', 'partial', 'A part was asked', 2, false),
    ('followup_result', 'no_answer', 'No answer this time', 3, false),
    ('followup_result', 'unreachable', 'Cannot be reached', 4, false),
    ('followup_result', 'declined', 'Does not want to be asked', 5, false),
    ('followup_result', 'unsafe', 'Asking is not safe', 6, true),
    ('followup_result', 'in_custody', 'Is in custody', 7, true),
    ('followup_result', 'deceased', 'Has died', 8, true),
    -- source_kind: domain.md §5.20
    ('source_kind', 'self_report', 'The young person', 1, false),
    ('source_kind', 'worker_observation', 'What a worker saw', 2, false),
    ('source_kind', 'caregiver', 'Somebody who cares for them', 3, false),
    ('source_kind', 'school', 'A school', 4, false),
    ('source_kind', 'employer_document', 'A paper from an employer', 5, false),
    ('source_kind', 'certificate', 'A certificate', 6, false),
    ('source_kind', 'health_provider', 'A health provider', 7, true),
    ('source_kind', 'court_document', 'A paper from a court', 8, true),
    ('source_kind', 'justice_match_consented', 'A match with justice records, with consent', 9, true),
    ('source_kind', 'partner_ngo', 'Another organisation', 10, false),
    ('source_kind', 'peer_mentor', 'A peer mentor', 11, false),
    ('source_kind', 'standard_instrument', 'A standard questionnaire', 12, false),
    ('source_kind', 'inferred', 'Concluded from something else', 13, false),
    -- observation_stage: domain.md §2.20
    ('observation_stage', 'baseline', 'At the beginning', 1, false),
    ('observation_stage', 'update', 'In between', 2, false),
    ('observation_stage', 'exit', 'When leaving', 3, false),
    ('observation_stage', 'annual', 'Once a year', 4, false),
    ('observation_stage', 'followup_3m', 'Three months after', 5, false),
    ('observation_stage', 'followup_6m', 'Six months after', 6, false),
    ('observation_stage', 'followup_12m', 'A year after', 7, false),
    ('observation_stage', 'followup_24m', 'Two years after', 8, false),
    -- outcome_measure: what is measured; the first four by the lists of §5.6 and §5.7
    ('outcome_measure', 'living_situation', 'Where they live', 1, false),
    ('outcome_measure', 'housing_stability', 'How safe that home is from being lost', 2, false),
    ('outcome_measure', 'school_status', 'School', 3, false),
    ('outcome_measure', 'employment_status', 'Work', 4, false),
    ('outcome_measure', 'hours_worked_week', 'Hours of work in a week', 5, false),
    ('outcome_measure', 'wellbeing', 'Wellbeing, 0 to 100', 6, false),
    ('outcome_measure', 'life_satisfaction', 'Satisfaction with life, 0 to 10', 7, false),
    ('outcome_measure', 'supportive_adults', 'Adults they can turn to', 8, false),
    -- housing_stability: domain.md §5.6
    ('housing_stability', 'stable', 'Stable', 1, false),
    ('housing_stability', 'at_risk', 'At risk', 2, false),
    ('housing_stability', 'unstable', 'Unstable', 3, false),
    ('housing_stability', 'homeless', 'Homeless', 4, false),
    ('task_kind', 'follow_up', 'Ask how they are, some time after they left', 6, false),
    ('audit_action', 'judge_safety', 'Judged whether asking after somebody is safe', 420, false);

alter table ref.code force row level security;
