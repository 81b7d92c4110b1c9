select id, template as kind,
       case when dead_at is not null then 'dead' when locked_until > now() then 'running' else 'waiting' end as state,
       attempts, next_at, last_error
from auth.mail where sent_at is null and dropped_at is null
order by dead_at nulls last, next_at, id
