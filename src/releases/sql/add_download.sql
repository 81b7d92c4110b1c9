insert into sdc.download (org_id, id, release_id, staff_id, at, format, file_sha256, content_sha256)
values ($1, $2, $3, $4, $5, $6, $7, $8)
