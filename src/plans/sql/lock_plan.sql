-- What is written into a plan is written while it stands as it was read: two who write at once come one after the other.
select p.state from case_plan p where p.org_id = $1 and p.id = $2 and p.voided_at is null for update
