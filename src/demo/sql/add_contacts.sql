-- A phone for everybody, under the id of its person.
insert into contact_method (org_id, kind, safe_to_text, id, person_id, site_id, value_enc, value_index, safe_to_call,
                            safe_to_leave_message, valid_from, recorded_at, recorded_by)
select $1, 'phone', true, r.id, r.id, r.site_id, r.value_enc, r.value_index, r.safe_to_call, r.safe_to_leave_message,
       r.recorded_at::date, r.recorded_at, r.recorded_by
from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[], $6::boolean[], $7::boolean[], $8::timestamptz[], $9::uuid[])
     as r (id, site_id, value_enc, value_index, safe_to_call, safe_to_leave_message, recorded_at, recorded_by)
