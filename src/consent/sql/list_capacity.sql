select id, result, assessed_at, narrative_enc, recorded_by, recorded_at, created_mac
from capacity_assessment
where org_id = $1 and person_id = $2
order by assessed_at, id
