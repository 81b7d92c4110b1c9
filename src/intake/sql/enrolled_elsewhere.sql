-- An open enrolment of hers in another programme that the caller may see: by place ($4 everywhere, $5 sites, $6
-- programmes) or by assignment. Not what she sees through broken glass: that is for looking, not for
-- writing down.
select e.id, e.site_id, e.programme_id
from enrolment e
where e.org_id = $1 and e.person_id = $2 and e.programme_id <> $3 and e.exited_on is null and e.voided_at is null
  and ($4 or e.site_id = any ($5) or e.programme_id = any ($6) or e.id in (select access.visible_enrolments()))
order by e.enrolled_on, e.id
limit 1
