"""What people get: files made from a register."""
