"""A seeded campaign against a project: ``make attack`` runs it, its failing seeds are tests."""
