select medical_needs_enc, emergency_contact_enc, preferred_staff_id, row_version
from person_needs
where org_id = $1 and person_id = $2 and voided_at is null
