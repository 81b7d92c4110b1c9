select e.id, e.person_id, e.reason, e.state, e.asked_by, e.asked_at, e.decided_by, e.decided_at, e.refusal,
       e.row_version, e.created_mac, p.erased_at is not null as erased,
       array(select p.home_site_id union
             select n.site_id from enrolment n
             where n.org_id = e.org_id and n.person_id = e.person_id and n.voided_at is null) as site_ids,
       array(select distinct n.programme_id from enrolment n
             where n.org_id = e.org_id and n.person_id = e.person_id and n.voided_at is null) as programme_ids
from erasure e join person p on p.org_id = e.org_id and p.id = e.person_id
where e.org_id = $1 and e.id = $2 and e.voided_at is null
