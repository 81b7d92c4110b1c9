-- What somebody does for a goal.
select t.id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('person_id', t.person_id, 'enrolment_id', t.enrolment_id, 'plan_id', t.plan_id, 'goal_id', t.goal_id,
           'who', t.who, 'staff_id', t.staff_id, 'due_on', t.due_on, 'done_on', t.done_on)::text as body,
       k.wrapped, t.what_enc as first_enc, null::bytea as second_enc
from plan_action t
left join person_key k on k.org_id = t.org_id and k.person_id = t.person_id
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
