insert into sdc.event (org_id, seq, release_id, at, staff_id, kind, body, prev_sha256, sha256)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
