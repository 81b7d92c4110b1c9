from audit_seal s
left join audit_event e on e.org_id = s.org_id and e.at = s.audit_at and e.id = s.audit_id
where s.org_id = $1 and s.seq > $2 and s.seq <= $3
order by s.seq
