-- Open enrolments nobody leads, or whose lead no longer works there, where the caller says who works with whom ($2
-- everywhere, $3 sites, $4 programmes), of one site ($5): a page from a place on, those waiting longest first.
select e.id as enrolment_id, e.person_id, p.public_code, e.programme_id, e.site_id, e.enrolled_on, a.staff_id as gone_lead
from enrolment e
join person p on p.org_id = e.org_id and p.id = e.person_id
left join assignment a on a.org_id = e.org_id and a.enrolment_id = e.id and a.role = 'lead' and a.ended_at is null
     and a.voided_at is null
where e.org_id = $1 and e.exited_on is null and e.voided_at is null
  and ($2 or e.site_id = any ($3) or e.programme_id = any ($4))
  and ($5::uuid is null or e.site_id = $5)
  and (a.id is null
       or not exists (select from role_grant g
                      where g.org_id = a.org_id and g.staff_id = a.staff_id and g.ended_at is null and g.voided_at is null
                        and g.role = any (access.field_roles())
                        and (g.site_id is null or g.site_id = a.site_id)
                        and (g.programme_id is null or g.programme_id = a.programme_id)))
  and ($6::date is null or (e.enrolled_on, e.id) > ($6, $7))
order by e.enrolled_on, e.id
limit $8
