# Answers 9, the line and what is wrong with it, when the file that is named is not Python.
import sys
import tokenize

path = sys.argv[1]
try:
    with tokenize.open(path) as source:
        compile(source.read(), path, "exec", dont_inherit=True)
except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError, MemoryError) as wrong:
    print(getattr(wrong, "lineno", None) or 0)
    print(getattr(wrong, "msg", None) or wrong or "it is nested too deeply")
    sys.exit(9)
