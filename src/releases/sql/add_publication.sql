insert into sdc.publication (org_id, seq, release_id, body, prev_sha256, sha256) values ($1, $2, $3, $4, $5, $6)
