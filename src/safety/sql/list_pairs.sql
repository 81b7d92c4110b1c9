select k.id, k.person_a, k.person_b, k.created_mac, k.row_version, k.recorded_at, k.recorded_by, false as ended
from keep_apart k
where k.org_id = $1 and $2 in (k.person_a, k.person_b) and k.voided_at is null
order by k.id
