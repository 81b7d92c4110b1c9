select at, id, staff_id, staff_name, action, object_type, fields, tier, break_glass_id
from access.openings($1, $2, $3, $4)
