"""How a failing assertion lists what is wrong."""


def in_lines(found):
    return "\n".join("  " + " ".join(str(line).split()) for line in found)
