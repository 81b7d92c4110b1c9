-- How many people and how many rows these scopes hold for a device, from a day ($3) on.
select count(*) filter (where e.entity_type = $4) as people, count(*) as rows
from sync_entry e
where e.org_id = $1 and e.scope_id = any ($2) and e.op = 'U' and (e.happened_on is null or e.happened_on >= $3)
