-- The same of these people ($2), of whom it is known that the caller may open their names.
select p.id, p.public_code, p.home_site_id, p.birth_year, p.age_on_entry, i.known_as_enc, i.legal_name_enc, k.wrapped
from person p
join person_identity i on i.org_id = p.org_id and i.person_id = p.id and i.voided_at is null
join person_key k on k.org_id = p.org_id and k.person_id = p.id and k.wrapped is not null
where p.org_id = $1 and p.id = any ($2) and p.voided_at is null
order by p.id desc
