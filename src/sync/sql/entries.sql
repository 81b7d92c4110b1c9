-- Changes in these scopes ($2) after a place ($3 to $6), up to another ($7 to $10), in their order. Filling in ($11) takes
-- what is there of one tier: from a day ($12) to before another ($13), and what has no day with the tier that has no end.
-- $14, $15: the first days of which kinds are held that are held shorter than others, and their numbers.
select e.scope_id, e.entity_id, e.entity_type, e.op, e.happened_on, e.xid
from unnest($2::uuid[]) s (id)
cross join lateral (
    select c.scope_id, c.entity_id, c.entity_type, c.op, c.happened_on, c.xid
    from sync_entry c
    where c.org_id = $1 and c.scope_id = s.id and c.xid >= $3 and c.xid <= $7
      and (c.xid, c.scope_id, c.entity_id, c.entity_type) > ($3, $4, $5, $6)
      and (c.xid, c.scope_id, c.entity_id, c.entity_type) <= ($7, $8, $9, $10)
      and (not $11 or (c.op = 'U'
           and (c.happened_on >= $12 or (c.happened_on is null and $13::date is null))
           and ($13::date is null or c.happened_on < $13)
           and not exists (select from unnest($15::smallint[], $14::date[]) k (entity_type, held_from)
                           where k.entity_type = c.entity_type and c.happened_on < k.held_from)))
    order by c.xid, c.entity_id, c.entity_type
    limit $16) e
order by e.xid, e.scope_id, e.entity_id, e.entity_type
limit $16
