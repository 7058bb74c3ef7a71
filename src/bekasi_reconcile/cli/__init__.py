"""The command line: options, exit statuses, and what is printed."""
