-- The last step of her plan whose day had passed ($5: today) is done.
update task t set closed_at = $3, closed_by = $4, outcome = 'done', row_version = row_version + 1
where t.org_id = $1 and t.enrolment_id = $2 and t.kind = 'plan_action_due' and t.closed_at is null and t.voided_at is null
  and not exists (select from plan_action a
                  join case_plan c on c.org_id = a.org_id and c.id = a.plan_id and c.state = 'active' and c.voided_at is null
                  where a.org_id = t.org_id and a.enrolment_id = t.enrolment_id and a.done_on is null and a.voided_at is null
                    and a.due_on < $5)
