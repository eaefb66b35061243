"""`amparo keys status | verify | backup FILE | renew NAME`: the key ring, without ever showing a key."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from amparo import config
from amparo.kernel import clock
from amparo.kernel.vault import files, guard, keyring, root

# Keys whose every user opens with the generation that a value names. `idx` is not among them: what was digested
# with it has to be digested again.
RENEWABLE = {
    "session": sorted(keyring.PASSING),
    **{name: [name] for name in ("field", "mail", "mfa", "pepper", "audit")},
}


class Command(BaseCommand):
    """Says what is there, proves that it opens, and writes a copy that the same root key opens."""

    help = "status | verify [--file FILE] | backup FILE | renew NAME…"
    requires_system_checks = []  # it must also run with keys that do not fit, to say so

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        parts.add_parser("status", help="where the keys are, their generations and check values")
        verify = parts.add_parser("verify", help="open every key, and compare the ring with the database")
        verify.add_argument("--file", help="a backup to open and compare instead of the ring in use")
        backup = parts.add_parser("backup", help="write a copy of the ring; it needs the root key to open")
        backup.add_argument("file")
        renew = parts.add_parser("renew", help="make a new generation; what is sealed still opens")
        renew.add_argument("names", nargs="+", choices=sorted(RENEWABLE), metavar="NAME")

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
            for key in ring.generations(name):
                check = key.check_value(name).hex()[:8]
                self.stdout.write(f"  {name:14} {key.kid:5}  made {key.made_at:%Y-%m-%d}  check {check}")

    def verify(self, settings: config.Config, options: Any) -> None:
        path = Path(options["file"]) if options["file"] else settings.keys_path
        ring = keyring.read(path, settings=settings)
        try:
            found = guard.faults(ring)
        except DatabaseError:
            raise CommandError("The keys open, but the database did not answer to be compared.") from None
        if found:
            raise CommandError(" ".join(found))
        self.stdout.write(f"{len(ring.names())} keys open with the root key and fit this database.")

    def backup(self, settings: config.Config, options: Any) -> None:
        path = Path(options["file"])
        text = settings.keys_path.read_text("utf-8")
        keyring.read(settings.keys_path, settings=settings)  # what does not open is no backup
        if not files.write_new(path, text):
            raise CommandError(f"{path} is there already; a backup never writes over a file.")
        self.stdout.write(f"Written: {path}. Keep it apart from the root key; it does not open without it.")

    def renew(self, settings: config.Config, options: Any) -> None:
        names = [name for given in options["names"] for name in RENEWABLE[given]]
        if found := guard.faults():
            raise CommandError(" ".join(found))
        keyring.renew(settings, names, now=clock.now())
        guard.note(now=clock.now())
        self.stdout.write(
            f"Renewed: {', '.join(options['names'])}. Running processes use it from now on. "
            "Copy keys.json to the other machines and make a new backup."
        )
