-- Looks at a plan, latest first ($2), or one of them ($3).
select v.id, v.due_on, v.reviewed_on, v.next_review_on, v.recorded_by, v.created_mac
from case_plan_review v
where v.org_id = $1 and (v.plan_id = $2 or v.id = $3)
order by v.reviewed_on desc, v.recorded_at desc, v.id desc
