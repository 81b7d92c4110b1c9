insert into auth.mail (id, account_id, template, language, wrapped_key, content_enc, useful_until, recorded_at, next_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
