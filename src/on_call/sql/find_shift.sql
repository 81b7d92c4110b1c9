select h.id, h.site_id, h.staff_id, m.display_name, h.place, h.starts_at, h.ends_at, h.voided_at is not null as voided,
       h.row_version, h.created_mac
from on_call_shift h
join staff_member m on m.org_id = h.org_id and m.id = h.staff_id
where h.org_id = $1 and h.id = $2
