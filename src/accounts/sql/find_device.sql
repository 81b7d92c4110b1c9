select d.org_id, d.sign_in_id, d.key_algorithm, d.public_key, d.recent, s.expires_at
from auth.device d
join auth.sign_in s on s.org_id = d.org_id and s.id = d.sign_in_id
join auth.account a on a.id = d.account_id
where d.id = $1 and d.revoked_at is null and s.revoked_at is null and s.expires_at > $2
  and coalesce(s.idle_until > $2, true) and a.disabled_at is null
for update of d
