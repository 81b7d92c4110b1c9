-- Tasks: what a clock of the programme asks of those who work with somebody. Raised in the background, closed by doing it, by a
-- reason not to, or by itself when its ground is gone.
create table task (
    org_id       uuid not null,
    id           uuid not null,
    kind         text not null,
    person_id    uuid not null,
    enrolment_id uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    -- The day the clock speaks of: of the last service, or of a pause's review.
    about_on     date,
    due_on       date not null,
    raised_at    timestamptz not null,
    closed_at    timestamptz,
    -- Null: its ground was gone.
    closed_by    uuid,
    outcome      text,
    dismissal    text,
    ask_again_on date,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, closed_by) references staff_member (org_id, id),
    constraint task_closed_whole check (
        (closed_at is null) = (outcome is null)
        and (closed_by is not null) = coalesce(outcome in ('done', 'dismissed'), false)
        and (dismissal is not null) = coalesce(outcome = 'dismissed', false)
        and (dismissal is null) = (ask_again_on is null))
);
-- However often the clock strikes, one task.
create unique index task_open_once on task (org_id, kind, enrolment_id) where closed_at is null and voided_at is null;
create index task_due on task (org_id, due_on, id) where closed_at is null and voided_at is null;
create index task_enrolment on task (org_id, enrolment_id);
create index task_person on task (org_id, person_id);
create index task_site on task (org_id, site_id);
create index task_programme on task (org_id, programme_id);
create index task_closed_by on task (org_id, closed_by);

-- Work that comes every day is planned once, however many servers plan it.
create unique index job_once_a_day on auth.job (org_id, kind, run_at) where kind = 'raise_tasks';

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- task_kind: domain.md §2.2
    ('task_kind', 'lost_contact', 'No service for 90 days: has contact been lost?', 1, false),
    ('task_kind', 'pause_review', 'Look at a pause again', 2, false),
    ('task_outcome', 'done', 'Done', 1, false),
    ('task_outcome', 'dismissed', 'Dismissed, with a reason', 2, false),
    ('task_outcome', 'no_longer', 'No longer needed', 3, false),
    ('task_dismissal', 'in_contact', 'We are in contact', 1, false),
    ('task_dismissal', 'expected_back', 'Expected back', 2, false),
    ('task_dismissal', 'being_sought', 'We are still looking', 3, false),
    ('task_dismissal', 'service_not_recorded', 'There was service that is not recorded yet', 4, false),
    ('task_dismissal', 'other', 'Another reason', 5, false),
    ('job_kind', 'raise_tasks', 'Look which clocks have struck', 11, false),
    ('audit_action', 'raise', 'Raised tasks', 163, false),
    ('audit_action', 'dismiss', 'Dismissed a task', 164, false);

alter table ref.code force row level security;
