select id, cohort_id, kind, mode, title, weekday, every_weeks, anchor_on, starts_local, minutes, lead_staff_id, from_on, to_on,
       created_mac, row_version
from schedule
where org_id = $1 and id = $2 and voided_at is null
