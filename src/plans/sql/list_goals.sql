-- Goals of a plan ($2) with what the latest look at each came to, the most important first; or one goal ($3), also one that was
-- taken out.
select g.id, g.plan_id, g.domain, g.priority, g.due_on, g.words_enc, g.row_version, g.created_mac,
       g.voided_at is not null as voided, l.status, l.gas, l.reviewed_on
from goal g
left join lateral (select r.status, r.gas, r.reviewed_on from goal_review r
                   where r.org_id = g.org_id and r.goal_id = g.id
                   order by r.reviewed_on desc, r.recorded_at desc, r.review_id desc
                   limit 1) l on true
where g.org_id = $1 and (g.id = $3 or (g.plan_id = $2 and g.voided_at is null))
order by array_position(array['first', 'next', 'later'], g.priority), g.due_on, g.id
