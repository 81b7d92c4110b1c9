-- How she is reached safely: a way that is not safe stays here, and so does who may answer, who is somebody's guardian.
select t.id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('person_id', t.person_id, 'kind', t.kind, 'safe_to_call', t.safe_to_call, 'safe_to_text', t.safe_to_text,
           'safe_to_leave_message', t.safe_to_leave_message, 'valid_from', t.valid_from, 'valid_to', t.valid_to)::text as body,
       k.wrapped, t.value_enc as first_enc, t.only_when_enc as second_enc
from contact_method t
left join person_key k on k.org_id = t.org_id and k.person_id = t.person_id
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
  and (t.safe_to_call or t.safe_to_text)
