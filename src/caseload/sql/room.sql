-- How much the caller ($2) carries and may carry.
select c.cap::float8 as cap, c.ordinary::float8 as ordinary,
       (select coalesce(sum(a.weight), 0)::float8
        from assignment a
        join enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id and e.exited_on is null and e.voided_at is null
        where a.org_id = $1 and a.staff_id = $2 and a.ended_at is null and a.voided_at is null) as carried
from access.caseload_cap($2) c
