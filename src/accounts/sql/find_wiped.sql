select key_algorithm, public_key from auth.device where id = $1 and wiped_at is not null
