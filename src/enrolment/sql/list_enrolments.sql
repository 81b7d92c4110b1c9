-- A person's enrolments that the caller may see: by place ($4 everywhere, $5 sites, $6 programmes) or by assignment.
select e.id, e.person_id, e.programme_id, e.site_id, e.strand, e.enrolled_on, e.first_service_on, e.paused_on, e.exited_on,
       e.previous_enrolment_id, e.row_version, e.created_mac
from enrolment e
where e.org_id = $1 and e.person_id = $2 and e.voided_at is null
  and ($4 or e.site_id = any ($5) or e.programme_id = any ($6)
       or exists (select from assignment a
                  where a.org_id = e.org_id and a.enrolment_id = e.id and a.staff_id = $3
                    and a.ended_at is null and a.voided_at is null)
       or e.id in (select c.enrolment_id from access.covered() c))
order by e.enrolled_on desc, e.id desc
