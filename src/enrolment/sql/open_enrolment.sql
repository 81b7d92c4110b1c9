-- One enrolment with everything a decision about it needs: its places, the site's clock, whether the caller is
-- assigned, or stands in for who is.
select e.id, e.person_id, e.programme_id, e.site_id, e.strand, e.enrolled_on, e.first_service_on, e.paused_on, e.exited_on,
       e.previous_enrolment_id, e.row_version, e.created_mac, s.time_zone, k.wrapped,
       exists (select from assignment a
               where a.org_id = e.org_id and a.enrolment_id = e.id and a.staff_id = $3
                 and a.ended_at is null and a.voided_at is null)
       or e.id in (select c.enrolment_id from access.covered() c) as assigned
from enrolment e
join site s on s.org_id = e.org_id and s.id = e.site_id
left join person_key k on k.org_id = e.org_id and k.person_id = e.person_id
where e.org_id = $1 and e.id = $2 and e.voided_at is null
