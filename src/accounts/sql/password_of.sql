select email, password_hash from auth.account where id = $1
