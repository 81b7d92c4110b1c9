-- The versions of an enrolment's plan, newest first.
select p.id, p.enrolment_id, p.version, p.state, p.submitted_by, p.submitted_at, p.returned_by, p.returned_at, p.return_reason,
       p.approved_by, a.recorded_at as approved_at, p.active_from, p.next_review_on, p.closed_on, p.close_reason,
       p.recorded_by, p.row_version, p.created_mac
from case_plan p
left join case_plan_approval a on a.org_id = p.org_id and a.plan_id = p.id
where p.org_id = $1 and p.enrolment_id = $2 and p.voided_at is null
order by p.version desc
