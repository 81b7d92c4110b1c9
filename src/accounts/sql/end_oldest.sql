-- Ends the open sign-ins of one kind beyond the newest few, and says which.
update auth.sign_in set revoked_at = $4
where id in (
    select s.id from auth.sign_in s
    where s.account_id = $1 and s.org_id = $2 and s.kind = $3 and s.revoked_at is null and s.expires_at > $4
      and coalesce(s.idle_until > $4, true)
    order by s.issued_at desc, s.id desc offset $5)
returning id
