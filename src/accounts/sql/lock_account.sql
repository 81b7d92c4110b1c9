-- Sign-ins of one account are opened one after the other, so that they can be counted.
select id from auth.account where id = $1 for no key update
