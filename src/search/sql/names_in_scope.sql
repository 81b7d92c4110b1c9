-- Sealed names of the people whose names the caller may open, a page from a place ($6) on: by place ($2 everywhere, $3
-- sites, $4 programmes), by assignment, or taken in by her; of one site ($5).
select p.id, p.public_code, p.home_site_id, p.birth_year, p.age_on_entry, i.known_as_enc, i.legal_name_enc, k.wrapped
from person p
join person_identity i on i.org_id = p.org_id and i.person_id = p.id and i.voided_at is null
join person_key k on k.org_id = p.org_id and k.person_id = p.id and k.wrapped is not null
where p.org_id = $1 and p.voided_at is null
  and ($5::uuid is null or p.home_site_id = $5)
  and ($6::uuid is null or p.id < $6)
  and ($2 or p.home_site_id = any ($3)
       or p.id in (select e.person_id from enrolment e
                   where e.org_id = $1 and (e.site_id = any ($3) or e.programme_id = any ($4)) and e.voided_at is null)
       or p.id in (select a.person_id from access.assigned() a)
       or p.id in (select access.taken_in()))
order by p.id desc
limit $7
