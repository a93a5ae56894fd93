"""Collections and other objects that programs make with ``Новый``."""
