select id, row_version, person_id, enrolment_id, is_hers, public_code, attendance, minutes, known_as_enc, wrapped
from access.roll($1)
