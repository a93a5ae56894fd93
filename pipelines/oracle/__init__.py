"""Our judge against the real platform: cases go out as an extension, what the platform said comes back as a report.

What compiles is decided by 1C:Enterprise alone, which cannot be run here. Whoever has it runs a script of the export,
and the import says how often both agree. The forms of the reports are known from public sources only: the sources of
vanessa-runner 2 and 3, the Administrator Guide, and excerpts of logs that people published.
"""
