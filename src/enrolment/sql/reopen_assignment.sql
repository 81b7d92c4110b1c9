-- A new assignment like one that ended with an exit ($2), unless its holder has left or declared a conflict of interest since,
-- or somebody has the place.
insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at,
                        over_cap_by, recorded_at, recorded_by)
select a.org_id, $3, a.enrolment_id, a.person_id, a.site_id, a.programme_id, a.staff_id, a.role, a.weight, $4, a.over_cap_by,
       $4, $5
from assignment a
join staff_member m on m.org_id = a.org_id and m.id = a.staff_id
where a.org_id = $1 and a.id = $2 and m.ended_at is null and m.voided_at is null
  and not access.conflict_declared(a.staff_id, a.person_id)
  and not exists (select from assignment o
                  where o.org_id = a.org_id and o.enrolment_id = a.enrolment_id and o.ended_at is null and o.voided_at is null
                    and (o.staff_id = a.staff_id or (o.role = 'lead' and a.role = 'lead')))
