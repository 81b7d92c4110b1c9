alter table ref.code no force row level security;
delete from ref.code
where list = 'sync_operation'
  and code in ('session-patch', 'note-create', 'consent-create', 'task-dismiss', 'plan_action-done', 'goal_review-create',
               'outing-create', 'outing-back');
alter table ref.code force row level security;
