"""The frozen model and its rules as Splink settings, for an engine of many machines."""
