"""What each command does, without a word of the command line."""
