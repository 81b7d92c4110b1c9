select access.accept_hand_over($1, $2) as outcome
