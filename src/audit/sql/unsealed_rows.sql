from audit_event e
where e.org_id = $1
  and not exists (select from audit_seal s
                  where s.org_id = e.org_id and s.audit_at = e.at and s.audit_id = e.id)
