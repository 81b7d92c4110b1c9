-- Takes an exit ($5) back when the enrolment still is the version the caller saw. What was recorded stays, and says that it was
-- taken back.
with restored as (
    update enrolment set exited_on = null, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and exited_on is not null and voided_at is null
    returning site_id, programme_id
)
insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, occurred_on, undoes,
                             undo_reason, recorded_at, recorded_by)
select $1, $4, $2, restored.site_id, restored.programme_id, 'exited', $6, $7, $5, $8, $9, $10 from restored
