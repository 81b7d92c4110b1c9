-- One break-glass, with the places of its person as far as the caller sees her.
select b.id, b.person_id, b.staff_id, m.display_name as staff_name, b.purpose, b.reason_enc, b.needs_second,
       b.second_by, b.starts_at, b.ends_at, b.reviewed_by, b.reviewed_at, b.outcome, b.created_mac, b.row_version,
       b.recorded_at,
       array(select b.site_id union
             select e.site_id from enrolment e
             where e.org_id = b.org_id and e.person_id = b.person_id and e.voided_at is null) as site_ids,
       array(select e.programme_id from enrolment e
             where e.org_id = b.org_id and e.person_id = b.person_id and e.voided_at is null) as programme_ids
from break_glass b
join staff_member m on m.org_id = b.org_id and m.id = b.staff_id
where b.org_id = $1 and b.id = $2
