-- Which of these enrolments ($2) may be put on a roll: in the group's programme and at its site, on that day ($5), and such
-- that the caller may log their sessions: as the supervisor of the place ($6), or assigned to them.
select n.place::int as place, e.id as enrolment_id, e.person_id
from unnest($2::uuid[]) with ordinality n (id, place)
join enrolment e on e.org_id = $1 and e.id = n.id
where e.voided_at is null and e.programme_id = $3 and e.site_id = $4
  and e.enrolled_on <= $5 and (e.exited_on is null or e.exited_on >= $5)
  and ($6 or exists (select from assignment a
                     where a.org_id = e.org_id and a.enrolment_id = e.id and a.staff_id = $7
                       and a.ended_at is null and a.voided_at is null)
       or e.id in (select c.enrolment_id from access.covered() c))
order by n.place
