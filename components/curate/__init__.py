"""Curate: the corpus goes in, the records worth learning from come out, with a fate for every other one."""
