update auth.sign_in
set stepped_up_at = $2, second_factor_at = case when $3 then coalesce(second_factor_at, $2) else second_factor_at end
where id = $1
