alter table ref.code no force row level security;
delete from ref.code where list in (
    'case_plan_state', 'plan_return_reason', 'plan_close_reason', 'goal_domain', 'goal_priority', 'goal_status', 'action_who'
) or (list = 'task_kind' and code = 'review_due') or (list = 'task_dismissal' and code = 'review_planned')
  or (list = 'audit_action' and code in ('submit', 'return', 'start', 'review_plan', 'finish'));
alter table ref.code force row level security;
alter table case_plan drop constraint case_plan_approved;
drop table plan_action;
drop table goal_review;
drop table case_plan_review;
drop table goal;
drop table case_plan_approval;
drop table case_plan;
