-- What a device holds of these scopes ($2) when it has come to a place ($3 to $6): each row with its version; and
-- whether there is more to come in the scope. $7, $8: the first days of which facts and notes are held, $9: number of notes.
select e.scope_id, e.entity_id, e.entity_type,
       (e.xid, e.scope_id, e.entity_id, e.entity_type) > ($3, $4, $5, $6) as is_ahead,
       e.op = 'U' and (e.happened_on is null
                       or e.happened_on >= case when e.entity_type = $9 then $8::date else $7::date end) as is_there
from sync_entry e
where e.org_id = $1 and e.scope_id = any ($2)
