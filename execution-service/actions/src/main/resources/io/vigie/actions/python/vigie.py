"""Gives values back to the test that runs this script:

    import vigie
    vigie.set("total", 3)      # {{app.total}} in the actions that follow

A value is a text, a number, True, False, None, a list, or a dict with text keys.
"""

import json as _json
import os as _os


def set(name, value):
    """Sets {{app.name}} when the script has ended, whatever its exit code."""
    line = _json.dumps({"name": str(name), "value": value}, allow_nan=False)
    with open(_os.environ["VIGIE_VALUES"], "a", encoding="utf-8") as values:
        values.write(line + "\n")
