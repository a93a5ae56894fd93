"""Garbage of the object store: what nothing refers to any more, found with reasons and deleted in a safe order.

``units`` says what can be deleted as a whole, ``references`` what is referred to, ``choosing`` puts both together,
``deleting`` does it: a record before its files, so that whatever can be seen is whole at any moment.
"""
