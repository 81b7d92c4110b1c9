-- A session of a group; who is on its roll follows.
insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id, title,
                     is_group, created_mac, recorded_at, recorded_by, recorded_via)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, true, $13, $14, $15, $16)
