-- Marks a key-encryption key as retired unless it still wraps something; says how much it wraps.
with held as (
    select substring(wrapped from 2 for 16) as kek from person_key where wrapped is not null
    union all
    select substring(wrapped_key from 2 for 16) from auth.mail where wrapped_key is not null
    union all
    select substring(wrapped_enc from 2 for 16) from auth.totp where wrapped_enc is not null
    union all
    select substring(wrapped from 2 for 16) from walk_in where wrapped is not null
    union all
    select substring(wrapped from 2 for 16) from incident where wrapped is not null
    union all
    select substring(wrapped from 2 for 16) from safeguarding_concern
), left_over as (
    select count(*) as people from held where kek = $1
), marked as (
    insert into auth.kek_retired (kek, name, retired_at)
    select $1, $2, $3 from left_over where people = 0
    on conflict (kek) do nothing
)
select people from left_over
