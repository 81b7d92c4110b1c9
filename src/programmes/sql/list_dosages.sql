-- The planned dosages of a programme, the one that counts last first (at most 200).
select id, measure, amount, over_days, valid_from, created_mac, recorded_at, recorded_by
from dosage_rule
where org_id = $1 and programme_id = $2
order by valid_from desc, recorded_at desc, id desc
limit 200
