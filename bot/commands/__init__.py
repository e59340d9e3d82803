"""The commands of `askfin`, one file each. A command registers through the entry-point group `askfin.commands`."""
