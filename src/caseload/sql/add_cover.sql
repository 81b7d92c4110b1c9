-- Enters a cover, unless somebody stands in for her there on one of these days.
insert into absence_cover (org_id, id, site_id, absent_id, cover_id, from_on, until_on, starts_at, ends_at, created_mac,
                           recorded_at, recorded_by)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
where not exists (select from absence_cover c
                  where c.org_id = $1 and c.absent_id = $4 and c.site_id = $3 and c.ended_at is null and c.voided_at is null
                    and c.id <> $2 and c.from_on <= $7 and c.until_on >= $6)
