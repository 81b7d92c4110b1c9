-- At which version of a row each of these fields was last changed. A field that is not here was not changed since.
select f.field, f.rev from sync_field f
where f.org_id = $1 and f.entity_id = $2 and f.field = any ($3)
