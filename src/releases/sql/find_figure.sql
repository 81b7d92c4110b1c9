select id, indicator, period, predicate, people, source, created_mac, row_version, recorded_at, recorded_by, voided_at,
       void_reason
from sdc.external_figure
where org_id = $1 and id = $2
