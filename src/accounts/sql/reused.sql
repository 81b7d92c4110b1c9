-- A secret that could not be used, and whether its newest child is as untouched as an answer that was lost.
select t.used_at, t.revoked_at is not null as is_revoked, c.id as child_id,
       coalesce(c.used_at is null and c.revoked_at is null and s.token_id = c.token_id and s.token_seen_at is null, false)
           as child_is_untouched
from auth.refresh_token t
join auth.sign_in s on s.id = t.sign_in_id
left join lateral (select * from auth.refresh_token c where c.parent_id = t.id order by c.issued_at desc, c.id desc limit 1) c
    on true
where t.id = $1
