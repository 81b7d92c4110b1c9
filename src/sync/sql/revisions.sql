-- At which version of a row each of these fields was last changed. The line `*` stands for those that have none: rows from
-- before this was noted. A field without either was not changed since its row was made. `own`: by an earlier operation of the
-- phone that sent $5; `later`: in a history of the database that began after the one of $6.
select f.field, f.rev,
       exists (select from sync_op this
               join sync_op mine on mine.org_id = this.org_id and mine.device_id = this.device_id
               where this.org_id = f.org_id and this.id = $5
                 and mine.wrote and mine.entity_id = f.entity_id and mine.entity_version = f.rev) as own,
       $6::text is not null and f.epoch_at > coalesce(access.sync_epoch_began($6), '-infinity') as later
from sync_field f
where f.org_id = $1 and f.entity_type = $2 and f.entity_id = $3 and (f.field = any ($4) or f.field = '*')
