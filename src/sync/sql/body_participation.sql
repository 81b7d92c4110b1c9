-- How somebody took part.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('session_id', t.session_id, 'person_id', t.person_id, 'enrolment_id', t.enrolment_id,
           'attendance', t.attendance, 'minutes', t.minutes, 'held_on', t.held_on)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from participation t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
