-- The targets that count for an indicator in these days: of each variant and part the one set last, as known at $5; null is now.
select distinct on (variant, strand, site_id)
       id, variant, strand, site_id, from_on, to_on, target, created_mac, recorded_at, recorded_by
from indicator_target
where org_id = $1 and indicator = $2 and from_on = $3 and to_on = $4 and ($5::timestamptz is null or recorded_at <= $5)
order by variant, strand, site_id, recorded_at desc, id desc
