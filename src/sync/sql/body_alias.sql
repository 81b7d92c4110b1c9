-- What she is called. Her name in the papers and her birth date are not read.
select t.person_id as id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('person_id', t.person_id)::text as body,
       k.wrapped, t.known_as_enc as first_enc, null::bytea as second_enc
from person_identity t
left join person_key k on k.org_id = t.org_id and k.person_id = t.person_id
where t.org_id = $1 and t.person_id = any ($2) and t.voided_at is null
