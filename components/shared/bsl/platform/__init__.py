"""What the platform itself knows: global functions, types and their members, enumerations, global properties.

``tables.load_platform()`` gives the shipped tables. ``help_file.import_help()`` reads what the help of a user's own
platform says, ``saved.save_platform()`` keeps it on that machine, and ``load_platform(path)`` lays it over the shipped
tables. ``versions.is_newer()`` compares a name's version with a compatibility mode.
"""
