alter table ref.code no force row level security;
delete from ref.code where (list = 'task_kind' and code in ('consent_ends', 'plan_missing', 'plan_overdue', 'goal_due',
        'plan_action_due', 'offer_silent', 'joining_open', 'incident_action_due'))
    or (list = 'task_dismissal' and code in ('being_renewed', 'not_wanted'));
alter table ref.code force row level security;
-- What nothing before this can say goes.
alter table task no force row level security;
delete from task where enrolment_id is null;
alter table task force row level security;
-- The wall looks at the columns; it is rebuilt right after.
drop policy if exists task_read on task;
drop policy if exists task_close on task;
alter table task drop constraint task_about_whom;
alter table task drop constraint task_about_one;
alter table task drop column incident_action_id;
alter table task drop column referral_id;
alter table task alter column programme_id set not null;
alter table task alter column person_id set not null;
alter table task alter column enrolment_id set not null;
