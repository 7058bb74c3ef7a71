"""Scale out: the same pairs, weighed by the same model, on an engine of many machines."""
