-- Every figure of a year that stands, in the order of the table programme's words.
select id, indicator, period, predicate, people, source, created_mac, row_version, recorded_at, recorded_by, voided_at,
       void_reason
from sdc.external_figure
where org_id = $1 and indicator = $2 and period = $3 and voided_at is null
order by predicate
