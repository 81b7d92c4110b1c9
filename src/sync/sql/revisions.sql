-- At which version of a row each of these fields was last changed. The line `*` stands for those that have none: rows from
-- before this was noted. A field without either was not changed since its row was made.
select f.field, f.rev from sync_field f
where f.org_id = $1 and f.entity_type = $2 and f.entity_id = $3 and (f.field = any ($4) or f.field = '*')
