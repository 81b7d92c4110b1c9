-- The sealed names of these people, as far as the caller may open them.
select i.person_id, i.known_as_enc, i.legal_name_enc, k.wrapped
from person_identity i
join person_key k on k.org_id = i.org_id and k.person_id = i.person_id
where i.org_id = $1 and i.person_id = any ($2) and i.voided_at is null and k.wrapped is not null
