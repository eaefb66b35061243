"""The `amparo` command: every management command, by name."""

import os
import sys


def main() -> None:
    """Run `amparo COMMAND …`; `amparo help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")  # noqa: TID251
    if sys.argv[1:2] == ["demo"]:  # as ./run demo does: a home of its own, never a real plan's
        os.environ.setdefault("AMPARO_DEMO", "1")  # noqa: TID251
        os.environ.setdefault("AMPARO_HOME", os.path.join("var", "demo"))  # noqa: TID251
    from django.core.management import execute_from_command_line

    execute_from_command_line(["amparo", *sys.argv[1:]])


if __name__ == "__main__":
    main()
