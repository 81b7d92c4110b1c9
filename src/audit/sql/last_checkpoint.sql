select c.org_id, c.seq, c.hash, c.at, c.public_key, c.signature from audit_checkpoint c
where c.org_id = $1 order by c.seq desc limit 1
