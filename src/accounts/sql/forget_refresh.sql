-- Secrets of the account's sign-ins that are over for a day: nobody is warned by their use any more.
delete from auth.refresh_token t using auth.sign_in s
where s.id = t.sign_in_id and s.account_id = $1
  and least(s.revoked_at, s.expires_at) < $2::timestamptz - interval '1 day'
