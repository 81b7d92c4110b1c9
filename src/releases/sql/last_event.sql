select seq, sha256 from sdc.event where org_id = $1 order by seq desc limit 1
