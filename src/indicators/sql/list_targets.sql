-- Every target of an indicator at a place ($3, null: the whole organisation), the one set last first (at most 500).
select id, variant, strand, site_id, from_on, to_on, target, created_mac, recorded_at, recorded_by
from indicator_target
where org_id = $1 and indicator = $2 and site_id is not distinct from $3
order by recorded_at desc, id desc
limit 500
