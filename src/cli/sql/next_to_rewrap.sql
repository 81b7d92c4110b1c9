-- The next keys that another key than $3 wraps, from a place in the order of their ids on.
select org_id, person_id, wrapped from person_key
where (org_id, person_id) > ($1, $2) and wrapped is not null and substring(wrapped from 2 for 16) <> $3
order by org_id, person_id
limit $4
