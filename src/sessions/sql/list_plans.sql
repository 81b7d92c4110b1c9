-- What lies ahead in an enrolment, and what nobody has said anything about since.
select p.id, p.enrolment_id, p.person_id, p.staff_id, p.kind, p.mode, p.starts_at, p.planned_on, p.minutes,
       p.settled_at is not null as settled, p.voided_at is not null as voided, p.created_mac, p.row_version
from plan p
where p.org_id = $1 and p.enrolment_id = $2 and p.settled_at is null and p.voided_at is null
order by p.starts_at, p.id
limit 200
