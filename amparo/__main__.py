"""The `amparo` command: every management command, by name."""

import os
import sys


def main() -> None:
    """Run `amparo COMMAND …`; `amparo help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")  # noqa: TID251
    from django.core.management import execute_from_command_line

    execute_from_command_line(["amparo", *sys.argv[1:]])


if __name__ == "__main__":
    main()
