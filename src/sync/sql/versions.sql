-- The versions of rows that are there for the caller, of every kind a phone holds. Which rows are there is said here and in
-- the statement of each kind: a row that one of them leaves out is gone from the phone.
select 1::smallint as entity_type, t.id, t.row_version::bigint as version from person t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null and t.erased_at is null
union all
select 2::smallint, t.id, t.row_version from enrolment t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 3::smallint, t.id, t.row_version from session t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 4::smallint, t.id, t.row_version from participation t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 5::smallint, t.id, t.row_version from contact_attempt t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 6::smallint, t.id, t.row_version from plan t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 7::smallint, t.id, t.row_version from task t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 8::smallint, t.id, t.row_version from session_note t where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
union all
select 9::smallint, t.person_id, t.row_version from person_identity t
where t.org_id = $1 and t.person_id = any ($2) and t.voided_at is null
union all
select 10::smallint, t.person_id, t.row_version from person_needs t
where t.org_id = $1 and t.person_id = any ($2) and t.voided_at is null
union all
select 11::smallint, t.id, t.row_version from contact_method t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null and (t.safe_to_call or t.safe_to_text)
