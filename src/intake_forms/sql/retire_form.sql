select access.retire_intake_form($1, $2) as retired
