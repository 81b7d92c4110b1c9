-- The members of a cohort whose enrolments the caller may see: by place ($3 everywhere, $4 sites, $5 programmes), or assigned
-- to them ($6). Those who are there now first, then by when they joined.
select m.id, m.cohort_id, m.enrolment_id, m.person_id, m.joined_on, m.left_on, m.created_mac, m.row_version
from cohort_member m
where m.org_id = $1 and m.cohort_id = $2 and m.voided_at is null
  and ($3 or m.site_id = any ($4) or m.programme_id = any ($5)
       or exists (select from assignment a
                  where a.org_id = m.org_id and a.enrolment_id = m.enrolment_id and a.staff_id = $6
                    and a.ended_at is null and a.voided_at is null))
order by m.left_on is not null, m.joined_on, m.id
limit $7
