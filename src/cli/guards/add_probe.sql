insert into auth.key_probe (kek, wrapped, recorded_at) values ($1, $2, $3) on conflict (kek) do nothing
