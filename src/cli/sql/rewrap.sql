-- Only a row that still is what was read: one that was erased meanwhile stays erased.
update person_key k set wrapped = n.wrapped
from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) n (org_id, person_id, old, wrapped)
where k.org_id = n.org_id and k.person_id = n.person_id and k.wrapped = n.old
