-- Puts somebody on call, unless somebody has that place at that time, or she is on call then herself.
insert into on_call_shift (org_id, id, site_id, staff_id, place, starts_at, ends_at, created_mac, recorded_at, recorded_by)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where not exists (select from on_call_shift h
                  where h.org_id = $1 and h.site_id = $3 and (h.place = $5 or h.staff_id = $4) and h.voided_at is null
                    and h.id <> $2 and h.starts_at < $7 and h.ends_at > $6)
