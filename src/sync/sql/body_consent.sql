-- What she agreed to, refused or took back. Who answered for her and who saw it stay here.
select t.id, t.row_version::bigint as version, t.person_id,
       jsonb_build_object('person_id', t.person_id, 'kind', t.kind, 'status', t.status, 'giver', t.giver,
           'recipient_class', t.recipient_class, 'text_version', t.text_version, 'language', t.language, 'method', t.method,
           'occurred_at', t.occurred_at, 'expires_on', t.expires_on)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from consent t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
