select k.id, k.person_a, k.person_b, k.created_mac, k.row_version, k.recorded_at, k.recorded_by, k.voided_at is not null as ended
from keep_apart k
where k.org_id = $1 and k.id = $2
