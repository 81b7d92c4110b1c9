-- Tasks of clocks that raised none, and tasks about what is no enrolment: a referral whose place nobody answers or takes,
-- something that was to be done after an incident (docs/adr/0135).
alter table task alter column enrolment_id drop not null;
alter table task alter column person_id drop not null;
alter table task alter column programme_id drop not null;
alter table task add column referral_id uuid;
alter table task add column incident_action_id uuid;
alter table task add constraint task_referral foreign key (org_id, referral_id) references referral_in (org_id, id);
alter table task add constraint task_incident_action
    foreign key (org_id, incident_action_id) references incident_action (org_id, id);
-- About one thing. Whom an incident names is nobody's to read from a task.
alter table task add constraint task_about_one check (num_nonnulls(enrolment_id, referral_id, incident_action_id) = 1);
alter table task add constraint task_about_whom check (
    num_nonnulls(person_id, programme_id) = case when incident_action_id is null then 2 else 0 end);
create index task_referral on task (org_id, referral_id);
create index task_incident_action on task (org_id, incident_action_id);
-- However often the clock strikes, one task.
create unique index task_open_once_of_referral on task (org_id, kind, referral_id)
    where closed_at is null and voided_at is null;
create unique index task_open_once_of_action on task (org_id, kind, incident_action_id)
    where closed_at is null and voided_at is null;

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- task_kind: domain.md §2.2, §2.6, §2.7, §2.15
    ('task_kind', 'consent_ends', 'A consent ends', 8, false),
    ('task_kind', 'plan_missing', 'There is no plan', 9, false),
    ('task_kind', 'plan_overdue', 'The plan was not looked at in time', 10, false),
    ('task_kind', 'goal_due', 'The day of a goal has come', 11, false),
    ('task_kind', 'plan_action_due', 'The day of a step in the plan has passed', 12, false),
    ('task_kind', 'offer_silent', 'Nobody has answered the offer of a place', 13, false),
    ('task_kind', 'joining_open', 'A place was accepted, and nobody has joined', 14, false),
    ('task_kind', 'incident_action_due', 'What was to be done after an incident is not done', 15, false),
    ('task_dismissal', 'being_renewed', 'Is being renewed', 7, false),
    ('task_dismissal', 'not_wanted', 'Not wanted by her', 8, false);

alter table ref.code force row level security;
