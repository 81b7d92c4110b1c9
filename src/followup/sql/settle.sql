select access.settle_followups($1)
