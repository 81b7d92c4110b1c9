insert into audit_event (org_id, staff_id, sign_in_id, request_id, at, break_glass_id, id, action, object_type, object_id,
                         shown_ids, fields, tier)
select $1, $2, $3, $4, $5, $6, e.id, e.action, e.object_type, e.object_id, e.shown::uuid[], e.fields::text[], e.tier
from unnest($7, $8, $9, $10, $11, $12, $13) as e (id, action, object_type, object_id, shown, fields, tier)
