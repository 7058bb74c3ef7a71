"""What the office around the runs needs: a check-up, a timetable, backups, forgetting."""
