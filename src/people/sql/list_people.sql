-- A page of the people the caller may see: by place ($4 everywhere, $5 sites, $6 programmes), by assignment, or taken in
-- by her and not yet enrolled. Newest first; ids are ordered by the time they were made.
select p.id, p.public_code, p.home_site_id, p.birth_year, p.age_on_entry, p.is_minor_until, p.gender_identity,
       p.gender_missing, p.language, p.identity_tier, p.erased_at is not null as erased, p.row_version
from person p
where p.org_id = $1 and p.voided_at is null
  and ($7::uuid is null or p.id < $7)
  and ($8::uuid is null or p.home_site_id = $8)
  and ($4 or p.home_site_id = any ($5)
       or p.id in (select e.person_id from enrolment e
                   where e.org_id = $1 and (e.site_id = any ($5) or e.programme_id = any ($6)) and e.voided_at is null)
       or p.id in (select a.person_id from assignment a
                   where a.org_id = $1 and a.staff_id = $3 and a.ended_at is null and a.voided_at is null)
       or p.id in (select c.person_id from access.covered() c)
       or p.id in (select access.taken_in()))
order by p.id desc
limit $2
