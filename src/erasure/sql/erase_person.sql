select access.erase_person($1) as destroyed
