-- A session with one person that lies ahead, or of which it was said what became.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('enrolment_id', t.enrolment_id, 'person_id', t.person_id, 'staff_id', t.staff_id, 'kind', t.kind,
           'mode', t.mode, 'starts_at', t.starts_at, 'planned_on', t.planned_on, 'minutes', t.minutes,
           'settled_at', t.settled_at)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from plan t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
