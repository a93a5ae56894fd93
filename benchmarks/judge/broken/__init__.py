"""What 1C refuses, rule by rule: each rule with its source, an example, and a way to break real code by it.

A way to break code counts only if it leaves no valid code behind, whatever method it is applied to. Why that is so is
said where it is not plain: most of it is counting (``Если`` and ``КонецЕсли``, brackets), or two operands side by side.
"""
