-- Case plans (domain.md §2.7): what somebody wants to reach, by which steps, and how it went. Words are sealed with her key;
-- what every reader of C2 sees is the domain, the day and how far it has come.
create table case_plan (
    org_id         uuid not null,
    id             uuid not null,
    enrolment_id   uuid not null,
    person_id      uuid not null,
    -- Copied from the enrolment, for the policies; here and below.
    site_id        uuid not null,
    programme_id   uuid not null,
    version        integer not null check (version >= 1),
    state          text not null,
    submitted_by   uuid,
    submitted_at   timestamptz,
    -- The last time it was given back to be worked on.
    returned_by    uuid,
    returned_at    timestamptz,
    return_reason  text,
    approved_by    uuid,
    -- In force from this day on.
    active_from    date,
    started_at     timestamptz,
    next_review_on date,
    closed_on      date,
    closed_at      timestamptz,
    close_reason   text,
    created_mac    bytea,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid not null,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    unique (org_id, id, recorded_by, submitted_by),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, submitted_by) references staff_member (org_id, id),
    foreign key (org_id, returned_by) references staff_member (org_id, id),
    foreign key (org_id, approved_by) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    -- Nobody approves what she wrote or handed in (domain.md §0 rule 8).
    constraint case_plan_four_eyes check (approved_by <> recorded_by and approved_by <> submitted_by),
    constraint case_plan_whole check (
        (state <> 'draft' or num_nonnulls(submitted_by, approved_by, active_from, closed_on) = 0)
        and (state <> 'submitted' or (submitted_by is not null and approved_by is null))
        and (state not in ('approved', 'active') or approved_by is not null)
        and (state in ('active', 'closed') or active_from is null)
        and (state <> 'active' or num_nonnulls(active_from, next_review_on) = 2)
        and (state = 'closed') = (closed_on is not null)
        and closed_on >= active_from),
    constraint case_plan_stamps check (
        (submitted_by is null) = (submitted_at is null)
        and num_nonnulls(returned_by, returned_at, return_reason) in (0, 3)
        and num_nonnulls(active_from, started_at, next_review_on) in (0, 3)
        and num_nonnulls(closed_on, closed_at, close_reason) in (0, 3))
);
create unique index case_plan_version on case_plan (org_id, enrolment_id, version);
-- One in force, and one that is being prepared to follow it.
create unique index case_plan_one_prepared on case_plan (org_id, enrolment_id)
    where state in ('draft', 'submitted', 'approved') and voided_at is null;
create unique index case_plan_one_in_force on case_plan (org_id, enrolment_id) where state = 'active' and voided_at is null;
create index case_plan_review_due on case_plan (org_id, next_review_on) where state = 'active' and voided_at is null;
create index case_plan_enrolment on case_plan (org_id, enrolment_id);
create index case_plan_person on case_plan (org_id, person_id);
create index case_plan_site on case_plan (org_id, site_id);
create index case_plan_programme on case_plan (org_id, programme_id);
create index case_plan_submitted_by on case_plan (org_id, submitted_by);
create index case_plan_returned_by on case_plan (org_id, returned_by);
create index case_plan_approved_by on case_plan (org_id, approved_by);
create index case_plan_approval_of on case_plan (org_id, id, approved_by);
create index case_plan_recorded_by on case_plan (org_id, recorded_by);

-- Without this row no plan is approved, and only another than its authors may write it.
create table case_plan_approval (
    org_id       uuid not null,
    plan_id      uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    -- Who began the plan, and who handed it in: as the plan says, by the key below.
    written_by   uuid not null,
    submitted_by uuid not null,
    approved_by  uuid not null,
    recorded_at  timestamptz not null,
    primary key (org_id, plan_id),
    unique (org_id, plan_id, approved_by),
    foreign key (org_id, plan_id, written_by, submitted_by) references case_plan (org_id, id, recorded_by, submitted_by),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, approved_by) references staff_member (org_id, id),
    constraint case_plan_approval_four_eyes check (approved_by <> written_by and approved_by <> submitted_by)
);
create index case_plan_approval_authors on case_plan_approval (org_id, plan_id, written_by, submitted_by);
create index case_plan_approval_enrolment on case_plan_approval (org_id, enrolment_id);
create index case_plan_approval_person on case_plan_approval (org_id, person_id);
create index case_plan_approval_site on case_plan_approval (org_id, site_id);
create index case_plan_approval_programme on case_plan_approval (org_id, programme_id);
create index case_plan_approval_by on case_plan_approval (org_id, approved_by);
alter table case_plan add constraint case_plan_approved foreign key (org_id, id, approved_by)
    references case_plan_approval (org_id, plan_id, approved_by);

create table goal (
    org_id       uuid not null,
    id           uuid not null,
    plan_id      uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    domain       text not null,
    priority     text not null,
    due_on       date not null,
    -- Her own words, what is to be reached, where it begins and by what it is known: one sealed text.
    words_enc    bytea not null,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    -- Who changed its words last, while the plan was a draft.
    changed_by   uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, plan_id) references case_plan (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, changed_by) references staff_member (org_id, id)
);
create index goal_plan on goal (org_id, plan_id);
create index goal_enrolment on goal (org_id, enrolment_id);
create index goal_person on goal (org_id, person_id);
create index goal_site on goal (org_id, site_id);
create index goal_programme on goal (org_id, programme_id);
create index goal_recorded_by on goal (org_id, recorded_by);
create index goal_changed_by on goal (org_id, changed_by);

-- A look at the whole plan, by which its clock starts anew.
create table case_plan_review (
    org_id         uuid not null,
    id             uuid not null,
    plan_id        uuid not null,
    enrolment_id   uuid not null,
    person_id      uuid not null,
    site_id        uuid not null,
    programme_id   uuid not null,
    -- Null: a look at single goals, by which no clock starts anew.
    due_on         date,
    reviewed_on    date not null,
    next_review_on date,
    created_mac    bytea,
    recorded_at    timestamptz not null,
    recorded_by    uuid not null,
    primary key (org_id, id),
    foreign key (org_id, plan_id) references case_plan (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint case_plan_review_whole check (
        (due_on is null) = (next_review_on is null) and next_review_on > reviewed_on)
);
create index case_plan_review_plan on case_plan_review (org_id, plan_id);
create index case_plan_review_enrolment on case_plan_review (org_id, enrolment_id);
create index case_plan_review_person on case_plan_review (org_id, person_id);
create index case_plan_review_site on case_plan_review (org_id, site_id);
create index case_plan_review_programme on case_plan_review (org_id, programme_id);
create index case_plan_review_recorded_by on case_plan_review (org_id, recorded_by);
-- CMQ-02: what fell due in a period.
create index case_plan_review_by_due on case_plan_review (org_id, due_on);

-- How far a goal had come when it was looked at. The latest counts.
create table goal_review (
    org_id       uuid not null,
    review_id    uuid not null,
    goal_id      uuid not null,
    plan_id      uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    reviewed_on  date not null,
    status       text not null,
    -- Goal attainment scaling: -2 (much less than hoped) to +2.
    gas          integer check (gas between -2 and 2),
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, review_id, goal_id),
    foreign key (org_id, review_id) references case_plan_review (org_id, id),
    foreign key (org_id, goal_id) references goal (org_id, id),
    foreign key (org_id, plan_id) references case_plan (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index goal_review_goal on goal_review (org_id, goal_id);
create index goal_review_plan on goal_review (org_id, plan_id);
create index goal_review_enrolment on goal_review (org_id, enrolment_id);
create index goal_review_person on goal_review (org_id, person_id);
create index goal_review_site on goal_review (org_id, site_id);
create index goal_review_programme on goal_review (org_id, programme_id);
create index goal_review_recorded_by on goal_review (org_id, recorded_by);

create table plan_action (
    org_id       uuid not null,
    id           uuid not null,
    goal_id      uuid not null,
    plan_id      uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    programme_id uuid not null,
    who          text not null,
    -- With who = staff: which colleague.
    staff_id     uuid,
    due_on       date not null,
    what_enc     bytea not null,
    done_on      date,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, goal_id) references goal (org_id, id),
    foreign key (org_id, plan_id) references case_plan (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint plan_action_staff check ((staff_id is not null) = (who = 'staff'))
);
create index plan_action_goal on plan_action (org_id, goal_id);
create index plan_action_plan on plan_action (org_id, plan_id);
create index plan_action_enrolment on plan_action (org_id, enrolment_id);
create index plan_action_person on plan_action (org_id, person_id);
create index plan_action_site on plan_action (org_id, site_id);
create index plan_action_programme on plan_action (org_id, programme_id);
create index plan_action_staff on plan_action (org_id, staff_id);
create index plan_action_recorded_by on plan_action (org_id, recorded_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- case_plan_state, goal_status: domain.md §2.7
    ('case_plan_state', 'draft', 'Being written', 1, false),
    ('case_plan_state', 'submitted', 'Handed in for approval', 2, false),
    ('case_plan_state', 'approved', 'Approved', 3, false),
    ('case_plan_state', 'active', 'In force', 4, false),
    ('case_plan_state', 'closed', 'Closed', 5, false),
    ('plan_return_reason', 'goals_unclear', 'Goals are not clear enough', 1, false),
    ('plan_return_reason', 'her_words_missing', 'Does not say what she wants herself', 2, false),
    ('plan_return_reason', 'not_feasible', 'Cannot be done like this', 3, false),
    ('plan_return_reason', 'taken_back', 'Taken back to work on it', 4, false),
    ('plan_return_reason', 'other', 'Another reason', 5, false),
    ('plan_close_reason', 'goals_met', 'Goals are met', 1, false),
    ('plan_close_reason', 'no_longer_fits', 'No longer fits', 2, false),
    ('plan_close_reason', 'withdrawn', 'Given up before it began', 3, false),
    ('plan_close_reason', 'enrolment_ended', 'The enrolment has ended', 4, false),
    ('plan_close_reason', 'superseded', 'Followed by a new version', 5, false),
    ('plan_close_reason', 'other', 'Another reason', 6, false),
    -- goal_domain: domain.md §5.4
    ('goal_domain', 'safety', 'Safety', 1, false),
    ('goal_domain', 'housing', 'Housing', 2, false),
    ('goal_domain', 'family', 'Family', 3, false),
    ('goal_domain', 'education', 'Education', 4, false),
    ('goal_domain', 'employment', 'Employment', 5, false),
    ('goal_domain', 'income', 'Income', 6, false),
    ('goal_domain', 'physical_health', 'Physical health', 7, false),
    ('goal_domain', 'mental_health', 'Mental health', 8, true),
    ('goal_domain', 'substance_use', 'Substance use', 9, true),
    ('goal_domain', 'legal', 'Legal matters', 10, true),
    ('goal_domain', 'documents', 'Documents', 11, false),
    ('goal_domain', 'peers_leisure', 'Friends and free time', 12, false),
    ('goal_domain', 'identity_values', 'Identity and values', 13, false),
    ('goal_domain', 'parenting', 'Parenting', 14, false),
    ('goal_domain', 'skills', 'Skills', 15, false),
    ('goal_domain', 'other', 'Something else', 16, false),
    ('goal_priority', 'first', 'First', 1, false),
    ('goal_priority', 'next', 'Next', 2, false),
    ('goal_priority', 'later', 'Later', 3, false),
    ('goal_status', 'not_started', 'Not started', 1, false),
    ('goal_status', 'in_progress', 'Under way', 2, false),
    ('goal_status', 'achieved', 'Achieved', 3, false),
    ('goal_status', 'partly_achieved', 'Partly achieved', 4, false),
    ('goal_status', 'not_achieved', 'Not achieved', 5, false),
    ('goal_status', 'dropped', 'Dropped', 6, false),
    ('goal_status', 'changed', 'Changed into another goal', 7, false),
    ('action_who', 'young_person', 'The young person', 1, false),
    ('action_who', 'staff', 'A colleague', 2, false),
    ('action_who', 'family', 'Her family', 3, false),
    ('action_who', 'partner', 'A partner organisation', 4, false),
    ('task_kind', 'review_due', 'Look at the plan again', 3, false),
    ('task_dismissal', 'review_planned', 'A day for it is set', 6, false),
    ('audit_action', 'submit', 'Handed in a plan', 401, false),
    ('audit_action', 'return', 'Gave a plan back', 402, false),
    ('audit_action', 'start', 'Put a plan into force', 403, false),
    ('audit_action', 'review_plan', 'Looked at a plan or its goals again', 404, false),
    ('audit_action', 'finish', 'Said that an action was done', 405, false);

alter table ref.code force row level security;
