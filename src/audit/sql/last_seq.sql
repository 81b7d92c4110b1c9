select coalesce((select s.seq from audit_seal s where s.org_id = $1 order by s.seq desc limit 1), 0) as seq
