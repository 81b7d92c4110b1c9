-- Actions of a plan ($2), or one of them ($3), in the order of their days.
select a.id, a.goal_id, a.plan_id, a.who, a.staff_id, a.due_on, a.done_on, a.what_enc, a.row_version, a.created_mac
from plan_action a
where a.org_id = $1 and (a.plan_id = $2 or a.id = $3) and a.voided_at is null
order by a.due_on, a.id
