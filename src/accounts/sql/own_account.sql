select a.id, a.email, a.password_hash, a.disabled_at is not null as disabled,
       exists (select from auth.totp t where t.account_id = a.id and t.confirmed_at is not null and t.ended_at is null)
           as has_factor
from auth.account a where a.id = $1 and a.email is not null
