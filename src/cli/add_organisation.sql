with house as (
    insert into organisation (org_id, name, country, recorded_at) values ($1, $2, $3, $4) returning org_id
), member as (
    insert into staff_member (org_id, id, account_id, display_name, recorded_at)
    select org_id, $5, $6, $7, $4 from house returning org_id, id
)
insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
select org_id, $8, id, 'org_admin', $4, $4 from member
