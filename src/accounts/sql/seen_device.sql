with device as (
    update auth.device set recent = $2, last_seen_at = $3 where id = $1 returning org_id, sign_in_id
)
update auth.sign_in s set last_used_at = $3, idle_until = $5, token_id = $4, token_seen_at = null
from device d where s.org_id = d.org_id and s.id = d.sign_in_id
