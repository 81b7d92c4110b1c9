select m.display_name, o.name as organisation, o.org_id, m.id as staff_id
from staff_member m join organisation o on o.org_id = m.org_id
where m.org_id = $1 and m.id = $2
