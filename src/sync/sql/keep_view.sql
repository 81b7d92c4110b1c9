insert into device_view (org_id, device_id, slot, staff_id, view_no, scopes, base, recorded_at)
values ($1, $2, $4::integer % 20, $3, $4, $5, $6, $7)
on conflict (org_id, device_id, slot)
do update set view_no = excluded.view_no, scopes = excluded.scopes, base = excluded.base, recorded_at = excluded.recorded_at
