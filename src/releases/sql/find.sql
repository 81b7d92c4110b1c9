select r.id, r.indicator, r.programme_version, r.period, r.generation, r.snapshot_tag, r.geography, r.state,
       r.drafted_by, r.drafted_at, r.content, r.content_sha256, r.audit, r.audit_sha256, r.decided_by, r.decided_at,
       r.reject_reason, r.published_by, r.published_at, r.file, r.created_mac, r.row_version,
       exists (select from sdc.release_recipient c
               where c.org_id = r.org_id and c.release_id = r.id and c.funder_id = $3) as is_recipient,
       array(select c.funder_id from sdc.release_recipient c
             where c.org_id = r.org_id and c.release_id = r.id order by c.funder_id) as recipients
from sdc.release r
where r.org_id = $1 and r.id = $2
