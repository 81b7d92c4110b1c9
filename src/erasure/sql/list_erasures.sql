-- A page of the requests the caller may see by her places ($3 everywhere, $4 sites, $5 programmes), latest first.
select e.id, e.person_id, e.reason, e.state, e.asked_by, e.asked_at, e.decided_by, e.decided_at, e.refusal,
       e.row_version, e.created_mac, p.erased_at is not null as erased,
       array(select p.home_site_id union
             select n.site_id from enrolment n
             where n.org_id = e.org_id and n.person_id = e.person_id and n.voided_at is null) as site_ids,
       array(select distinct n.programme_id from enrolment n
             where n.org_id = e.org_id and n.person_id = e.person_id and n.voided_at is null) as programme_ids
from erasure e join person p on p.org_id = e.org_id and p.id = e.person_id
where e.org_id = $1 and e.voided_at is null
  and ($6::uuid is null or e.id < $6)
  and ($3 or e.site_id = any ($4)
       or e.person_id in (select n.person_id from enrolment n
                          where n.org_id = $1 and (n.site_id = any ($4) or n.programme_id = any ($5))
                            and n.voided_at is null))
order by e.id desc
limit $2
