-- Not if it was changed meanwhile.
update auth.account set password_hash = $3 where id = $1 and password_hash = $2
