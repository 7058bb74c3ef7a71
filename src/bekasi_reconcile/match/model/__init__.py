"""The Fellegi-Sunter model: trained, checked, kept frozen, and turned into match weights."""
