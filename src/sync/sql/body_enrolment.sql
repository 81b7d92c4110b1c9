-- An enrolment, under the strand everybody may know. Not why she left.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('person_id', t.person_id, 'programme_id', t.programme_id, 'site_id', t.site_id, 'strand', t.strand,
           'enrolled_on', t.enrolled_on, 'first_service_on', t.first_service_on, 'paused_on', t.paused_on,
           'exited_on', t.exited_on)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from enrolment t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
