"""When an institution is open: its week, its seasons, its special days; one evaluator says so everywhere."""
