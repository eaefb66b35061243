"""`amparo keys status | verify | backup FILE`: the key ring, without ever showing a key."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo import config
from amparo.kernel.vault import files, guard, keyring, root


class Command(BaseCommand):
    """Says what is there, proves that it opens, and writes a copy that the same root key opens."""

    help = "status | verify [--file FILE] | backup FILE"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        parts.add_parser("status", help="where the keys are, and their generations")
        verify = parts.add_parser("verify", help="open every key, and compare the ring with the database")
        verify.add_argument("--file", help="a backup to open instead of the ring in use")
        backup = parts.add_parser(
            "backup", help="write a copy of the key ring; it needs the root key to open"
        )
        backup.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        settings = config.current()
        try:
            getattr(self, options["what"])(settings, options)
        except (keyring.NoKeys, OSError) as fault:
            raise CommandError(str(fault)) from None

    def status(self, settings: config.Config, _options: Any) -> None:
        ring = keyring.ring()
        self.stdout.write(f"root key   {root.place(settings)}")
        self.stdout.write(f"key ring   {settings.keys_path}")
        for name in ring.names():
            kids = ", ".join(str(key.kid) for key in ring.generations(name))
            self.stdout.write(f"  {name:14} generation {kids}")

    def verify(self, settings: config.Config, options: Any) -> None:
        path = Path(options["file"]) if options["file"] else settings.keys_path
        ring = keyring.read(path, settings=settings)
        if found := guard.faults():
            raise CommandError(" ".join(found))
        self.stdout.write(f"{len(ring.names())} keys open with the root key and fit this database.")

    def backup(self, settings: config.Config, options: Any) -> None:
        keyring.ring()
        path = Path(options["file"])
        if not files.write_new(path, settings.keys_path.read_text("utf-8")):
            raise CommandError(f"{path} is there already; a backup never writes over a file.")
        self.stdout.write(f"Written: {path}. Keep it apart from the root key; it does not open without it.")
