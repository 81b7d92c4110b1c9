select id, kind, case when dead_at is not null then 'dead' when locked_until > now() then 'running' else 'waiting' end as state,
       attempts, run_at as next_at, last_error
from auth.job where finished_at is null
order by dead_at nulls last, run_at, id
