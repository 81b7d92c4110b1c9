select r.id, r.account_id, a.email,
       exists (select from auth.totp t where t.account_id = a.id and t.confirmed_at is not null and t.ended_at is null)
           as has_factor
from auth.password_reset r join auth.account a on a.id = r.account_id
where r.token_sha256 = $1 and r.used_at is null and r.expires_at > $2 and a.disabled_at is null and a.email is not null
