"""What the platform itself knows: global functions, types and their members, enumerations, global properties.

``load_platform()`` gives the shipped tables; ``bsl platform import`` adds what the help of a user's own platform says.
"""
