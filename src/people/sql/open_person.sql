-- One person with everything a decision about her needs: her places, her programmes, what ties the caller to her.
select p.id, p.public_code, p.home_site_id, p.birth_year, p.age_on_entry, p.is_minor_until, p.gender_identity,
       p.gender_missing, p.language, p.identity_tier, p.erased_at is not null as erased, p.row_version, p.created_mac, k.wrapped,
       array(select p.home_site_id union
             select e.site_id from enrolment e
             where e.org_id = p.org_id and e.person_id = p.id and e.voided_at is null) as site_ids,
       array(select distinct e.programme_id from enrolment e
             where e.org_id = p.org_id and e.person_id = p.id and e.voided_at is null) as programme_ids,
       exists (select from assignment a
               where a.org_id = p.org_id and a.person_id = p.id and a.staff_id = $3
                 and a.ended_at is null and a.voided_at is null)
       or p.id in (select c.person_id from access.covered() c) as assigned,
       p.id in (select access.taken_in()) as took_in
from person p
left join person_key k on k.org_id = p.org_id and k.person_id = p.id
where p.org_id = $1 and p.id = $2 and p.voided_at is null
