-- What the device's owner wrote. The scope is of one author; so is this.
select t.id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('session_id', t.session_id, 'enrolment_id', t.enrolment_id, 'person_id', t.person_id, 'kind', t.kind,
           'recorded_at', t.recorded_at)::text as body,
       k.wrapped, t.body_enc as first_enc, null::bytea as second_enc
from session_note t
left join person_key k on k.org_id = t.org_id and k.person_id = t.person_id
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
  and t.recorded_by = access.staff()
