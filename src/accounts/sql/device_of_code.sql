select d.id, d.public_key
from auth.device d join auth.sign_in s on s.org_id = d.org_id and s.id = d.sign_in_id
where d.org_id = $1 and d.code_id = $2 and d.revoked_at is null and s.revoked_at is null
