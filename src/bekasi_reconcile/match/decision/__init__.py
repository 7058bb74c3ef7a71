"""From match weights to persons and families: link, clerical review or non-link."""
