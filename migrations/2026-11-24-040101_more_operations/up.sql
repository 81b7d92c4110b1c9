-- More of what phones send (src/sync/flow/operations).

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('sync_operation', 'session-patch', 'Correct a session', 9, false),
    ('sync_operation', 'note-create', 'Write about a session', 10, false),
    ('sync_operation', 'consent-create', 'Record a decision about consent', 11, false),
    ('sync_operation', 'task-dismiss', 'Dismiss a task', 12, false),
    ('sync_operation', 'plan_action-done', 'Say that a step of a plan was done', 13, false),
    ('sync_operation', 'goal_review-create', 'Look at a plan again', 14, false),
    ('sync_operation', 'outing-create', 'Go out', 15, false),
    ('sync_operation', 'outing-back', 'Come back', 16, false);

alter table ref.code force row level security;
