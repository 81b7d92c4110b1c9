select access.merge_mark($1, $2)
