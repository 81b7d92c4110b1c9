update auth.sign_in set second_factor_at = coalesce(second_factor_at, $2) where id = $1
