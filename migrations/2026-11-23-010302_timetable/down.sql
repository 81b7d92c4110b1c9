alter table ref.code no force row level security;
delete from ref.code where (list = 'job_kind' and code = 'plan_groups') or (list = 'void_reason' and code = 'rescheduled')
    or (list = 'audit_action' and code in ('join_cohort', 'leave_cohort', 'plan_groups'));
alter table ref.code force row level security;
drop index auth.job_once_a_day;
create unique index job_once_a_day on auth.job (org_id, kind, run_at) where kind = 'raise_tasks';
drop table holiday;
drop table schedule_turn;
drop table schedule;
drop table cohort_member;
drop table cohort;
