-- Who is named, as far as the caller may know: people whose sealed files are hers to open ($3 everywhere, $4 sites, or
-- by what ties her to them), and colleagues for who handles it ($5).
select y.id, y.incident_id, y.person_id, y.staff_id, y.role, y.created_mac, y.row_version, y.recorded_at,
       y.voided_at is not null as voided
from incident_party y
where y.org_id = $1 and y.incident_id = $2 and y.voided_at is null
  and ((y.person_id is not null and ($3 or y.person_site_id = any ($4) or y.person_id in (select access.c3_people())))
       or (y.staff_id is not null and $5))
order by y.id
