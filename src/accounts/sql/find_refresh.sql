-- The sign-in a secret belongs to, locked: what is done with its secrets is done one after the other.
select t.id, s.id as sign_in_id, s.account_id, s.org_id, s.staff_id, s.issued_at, s.expires_at
from auth.refresh_token t
join auth.sign_in s on s.id = t.sign_in_id
join auth.account a on a.id = s.account_id
where t.hash = $1 and s.revoked_at is null and s.expires_at > $2 and a.disabled_at is null
for no key update of s
