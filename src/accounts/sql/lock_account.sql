-- What counts an account's sign-ins or replaces its factor does so one after the other.
select id from auth.account where id = $1 for no key update
