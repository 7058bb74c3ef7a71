"""What stands between a finished register and its publication: brakes and the manifest."""
