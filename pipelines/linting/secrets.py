"""What looks like a secret in files, by the detectors of detect-secrets: paths in, findings out as JSON.

Through the library, because the command says "nothing found" of files that lie beside the folder it runs in, and of
those that Git does not know yet. No server is asked whether what was found works.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# names of our secrets, texts of several words, and the fields of manifests that hold names, are no secrets
FILTERS = [
    {"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": [r"^bsl-[a-z-]+$", r"\w\s+\S"]},
    {
        "path": "detect_secrets.filters.regex.should_exclude_line",
        "pattern": [r"secretName: [a-z-]+\b|secretKey(Key)?: [a-z_]+\b"],
    },
]


def looked_for(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Places that look like a secret; their text is not repeated, because what is printed is kept in logs."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings, get_settings

    with default_settings():
        get_settings().configure_filters([*_own_filters(get_settings()), *FILTERS])
        for path in paths:
            for secret in scan_file(str(path)):
                yield {"path": str(path), "line": secret.line_number, "kind": secret.type}


def _own_filters(settings: Any) -> list[dict[str, Any]]:
    """Those of the library: wordlists, references to variables, comments that allow."""
    return [{"path": path, **config} for path, config in settings.filters.items()]


if __name__ == "__main__":
    print(json.dumps(list(looked_for([Path(word) for word in sys.argv[1:]]))))
