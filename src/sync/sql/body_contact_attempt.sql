-- Somebody tried to reach her.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('enrolment_id', t.enrolment_id, 'person_id', t.person_id, 'attempted_at', t.attempted_at,
           'attempted_on', t.attempted_on, 'mode', t.mode, 'result', t.result, 'collateral', t.collateral,
           'recorded_by', t.recorded_by)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from contact_attempt t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
