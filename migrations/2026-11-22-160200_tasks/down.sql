alter table ref.code no force row level security;
delete from ref.code where list in ('task_kind', 'task_outcome', 'task_dismissal')
    or (list = 'job_kind' and code = 'raise_tasks')
    or (list = 'audit_action' and code in ('raise', 'dismiss'));
alter table ref.code force row level security;
drop index auth.job_once_a_day;
drop table task;
