-- What a device holds of these scopes ($2) when it has come to a place ($3 to $6): each row with its version; and
-- whether there is more to come in the scope. $7: the first day of which facts are held; $8, $9: of which
-- kinds are that are held shorter, and their numbers.
select e.scope_id, e.entity_id, e.entity_type,
       (e.xid, e.scope_id, e.entity_id, e.entity_type) > ($3, $4, $5, $6) as is_ahead,
       e.op = 'U' and (e.happened_on is null
                       or e.happened_on >= coalesce(
                           (select k.held_from from unnest($9::smallint[], $8::date[]) k (entity_type, held_from)
                            where k.entity_type = e.entity_type), $7::date)) as is_there
from sync_entry e
where e.org_id = $1 and e.scope_id = any ($2)
