"""The `amparo` command: every management command, by name."""

import os
import sys

from amparo.config import WrongSetting
from amparo.kernel import redact
from amparo.kernel.vault.keyring import NoKeys


def main() -> None:
    """Run `amparo COMMAND …`; `amparo help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")  # noqa: TID251
    from django.core.management import execute_from_command_line

    try:
        redact.catch_what_nobody_caught()
        execute_from_command_line(["amparo", *sys.argv[1:]])
    except (NoKeys, WrongSetting) as fault:  # the settings cannot be read: say why, and nothing else
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
