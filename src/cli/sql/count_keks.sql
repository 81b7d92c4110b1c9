-- Which key-encryption key wraps how many keys, of people and of whatever else is sealed. Its id stands in bytes 2 to 17.
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
)
select kek, count(*) as people from held group by kek order by kek
