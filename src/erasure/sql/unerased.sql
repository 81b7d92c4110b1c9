-- Which of these people, in the order they are given, are still there to be erased.
select n from access.unerased($1, $2) n
