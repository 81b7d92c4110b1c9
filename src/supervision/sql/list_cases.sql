-- The cases discussed in a session that the caller may see: by place ($3 everywhere, $4 sites, $5 programmes), or assigned
-- to them.
select c.enrolment_id
from supervision_case c
where c.org_id = $1 and c.session_id = $2
  and ($3 or c.site_id = any ($4) or c.programme_id = any ($5)
       or c.enrolment_id in (select access.visible_enrolments()))
order by c.enrolment_id
