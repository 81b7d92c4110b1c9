-- Waits for those who mark: the next statement sees what they said.
select from session where org_id = $1 and id = $2 for no key update
