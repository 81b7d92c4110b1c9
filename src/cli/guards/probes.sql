select kek, wrapped from auth.key_probe order by recorded_at
