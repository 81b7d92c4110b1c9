select access.raise_tasks()
