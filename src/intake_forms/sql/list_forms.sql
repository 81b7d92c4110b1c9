-- Every version of a programme's form, the newest first.
select id, programme_id, version, state, items, published_at, retired_at, recorded_by, created_mac, row_version
from intake_form
where org_id = $1 and programme_id = $2 and voided_at is null
order by version desc
