-- Whom a colleague ($2) works with at a site ($3), as far as the caller may see it, with the key of each, and whether
-- the receiver ($4) has declared a conflict of interest.
select a.id, a.enrolment_id, a.person_id, a.programme_id, a.weight, k.wrapped,
       access.conflict_declared($4, a.person_id) as conflict
from assignment a
left join person_key k on k.org_id = a.org_id and k.person_id = a.person_id
where a.org_id = $1 and a.staff_id = $2 and a.site_id = $3 and a.ended_at is null and a.voided_at is null
order by a.id
