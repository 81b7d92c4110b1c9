-- The directory by name (at most 1,000), those in use first.
select id, name, class, services, answers_within, in_use, created_mac, row_version
from service_provider
where org_id = $1 and voided_at is null
order by in_use desc, name, id
limit 1000
