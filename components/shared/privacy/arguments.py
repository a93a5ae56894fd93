"""Arguments of a call in a text that may not be code as a whole."""

LONGEST_CALL = 2000


def arguments_at(text: str, start: int) -> list[str]:
    """The arguments of a call, as written.

    Args:
        text: Where the call stands.
        start: The place behind the opening bracket. A call that is not closed soon has no arguments.
    """
    arguments, depth, inside, begin = list[str](), 0, False, start
    for place in range(start, min(len(text), start + LONGEST_CALL)):
        sign = text[place]
        if sign == '"':
            inside = not inside
        elif inside:
            continue
        elif sign in "([":
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
        elif sign in "),":
            if depth == 0 or sign == ")":
                arguments.append(text[begin:place])
                begin = place + 1
            if sign == ")":
                return arguments
    return []
