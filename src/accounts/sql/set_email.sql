update auth.account set email = $3 where id = $1 and email = $2
