-- Does a colleague handle incidents of a site?
select exists (select from staff_member m
               join role_grant g on g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
                    and g.programme_id is null and (g.site_id is null or g.site_id = $3) and g.role = any (access.c3_roles())
               where m.org_id = $1 and m.id = $2 and m.ended_at is null and m.voided_at is null) as yes
