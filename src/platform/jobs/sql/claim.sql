-- Takes up to $5 jobs that are due and of a kind this server knows ($4). Rows another worker is taking are passed over;
-- one whose worker was killed is taken again when its lock has run out.
update auth.job j
set locked_by = $1, locked_until = $3, attempts = j.attempts + 1
from (select d.org_id, d.id from auth.job d
      where d.finished_at is null and d.dead_at is null and d.run_at <= $2 and d.kind = any ($4)
        and (d.locked_until is null or d.locked_until <= $2)
      order by d.run_at, d.id limit $5
      for update skip locked) due
where j.org_id = due.org_id and j.id = due.id
returning j.org_id, j.id, j.kind, j.object_id, j.attempts
