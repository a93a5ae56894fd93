"""What is wrong with compiled pipelines, manifests, images and our own code, before a cluster or a thief finds it.

In: files. Out: findings with file, line, rule, severity and what to do. A rule is one function (``rules.py``); what may
be broken with a reason is a comment beside the place (``# lint: allow <rule>: <why>``). ``bsl lint --rules`` lists all.
"""
