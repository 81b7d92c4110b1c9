-- A version of her plan: where it stands, when it is looked at again, and where each goal stood when it was looked at last. A
-- review moves the day of the next, so that the plan comes anew with it.
select t.id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('person_id', t.person_id, 'enrolment_id', t.enrolment_id, 'version', t.version, 'state', t.state,
           'active_from', t.active_from, 'next_review_on', t.next_review_on, 'closed_on', t.closed_on,
           'goals', coalesce((select jsonb_object_agg(last.goal_id, last.status)
                              from (select distinct on (r.goal_id) r.goal_id, r.status
                                    from goal_review r
                                    where r.org_id = t.org_id and r.plan_id = t.id
                                    order by r.goal_id, r.reviewed_on desc, r.recorded_at desc, r.review_id desc) last),
                             '{}'))::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from case_plan t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
