"""Judges chained entries one after the other, so that a fault is named where it is and not behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from amparo.kernel.audit import macs
from amparo.kernel.audit.models import Entry
from amparo.kernel.vault import keyring

MOST = 16  # links and MACs of broken places that are remembered


@dataclass(frozen=True)
class Doubt:
    """An entry of ours whose place only the next one can vouch for: what stood before it is lost."""

    label: str
    link: bytes


@dataclass
class Walk:
    """The state of one reading in order of position."""

    faults: list[str] = field(default_factory=list)
    at: int = 0
    before: bytes | None = macs.START  # the last link that is sure, None when it is lost
    loose: list[bytes] = field(default_factory=list)  # links of broken places: a later entry may hang on one
    homeless: list[bytes] = field(default_factory=list)  # MACs of entries found where they do not belong
    doubt: Doubt | None = None

    def take(self, row: Entry) -> None:
        """Judge the next entry."""
        position, link = row.position or 0, bytes(row.chain_mac or b"")
        label = f"entry {row.pk} (position {position}, {row.event})"
        if position > self.at + 1:
            self._gap(position)
        self.at = position
        if self._hangs(row, link):
            if not macs.holds(row):
                self.faults.append(f"{label} was edited")
            self.before = link
            return
        if not macs.holds(row):
            self.faults.append(f"{label} was put in or overwritten")
        elif self.before is not None:
            self.faults.append(f"{label} was moved here, or its place was edited")
            self._remember(_link(row, self.before), row)
        elif self._is_anothers(row, link):
            self.faults.append(f"{label} was moved here")
            self.before = link
            return
        else:
            self._no_vouching()
            self.before, self.doubt = None, Doubt(label, link)
            return
        self._remember(link, row)
        self._no_vouching()
        self.before = None

    def _hangs(self, row: Entry, link: bytes) -> bool:
        """Does the link follow from the one before it, or from a loose one?"""
        if self.doubt and _link(row, self.doubt.link) == link:
            self.doubt = None
            return True
        if (self.before is not None and _link(row, self.before) == link) or any(
            _link(row, loose) == link for loose in self.loose
        ):
            self._no_vouching()
            return True
        return False

    def _is_anothers(self, row: Entry, link: bytes) -> bool:
        """Was this place made for an entry that we found elsewhere?"""
        return any(_link(row, loose, mac) == link for loose in self.loose for mac in self.homeless)

    def _gap(self, position: int) -> None:
        first, last = self.at + 1, position - 1
        many = f"positions {first} to {last} are missing: entries were deleted"
        self.faults.append(many if last > first else f"position {first} is missing: an entry was deleted")
        self.before, self.doubt = None, None

    def _no_vouching(self) -> None:
        """The next entry does not follow from the doubted one."""
        if self.doubt:
            self.faults.append(f"{self.doubt.label} was moved here, or its place was edited")
            self.doubt = None

    def _remember(self, link: bytes, row: Entry) -> None:
        self.loose = [*self.loose, link][-MOST:]
        self.homeless = [*self.homeless, bytes(row.mac)][-MOST:]


def _link(row: Entry, before: bytes, mac: bytes | None = None) -> bytes:
    """The link that this row should have behind `before`; empty if it names a key that we do not hold."""
    try:
        return macs.of_link(before=before, position=row.position or 0, kid=row.kid, mac=mac or bytes(row.mac))
    except keyring.NoKeys:
        return b""
