select body, prev_sha256, sha256 from sdc.publication where org_id = $1 order by seq
