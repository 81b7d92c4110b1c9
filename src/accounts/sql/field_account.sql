select m.ended_at is not null as has_left, m.row_version, m.created_mac, access.handle_of(m.account_id) as handle
from staff_member m where m.org_id = $1 and m.id = $2 and m.voided_at is null
