"""Who answers for an asset where its row does not say so: from a mapping file, and addresses from a directory export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.inventory import COLUMNS, OURS, is_address
from extract.tables import RowProblem, UnreadableFile, table

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNER = ("owner", "owner_email", "owner_slack")
_MAIL = ("mail", "email", "e-mail", "email_address", "emailaddress", "userprincipalname", "user_principal_name")
_NAMES = ("display_name", "displayname", "full_name", "name", "cn", "username", "user_name", "samaccountname", "uid")
_SLACK = ("slack", "slack_id", "owner_slack")


@dataclass(slots=True)
class Owners:
    """Rules that give rows an owner, and addresses by a person's name.

    `rules` are (what the row must say, the owner it gets), case apart; `people` are addresses by name or log-in, a name
    that two people share being nobody's; `problems` are lines of the files that say nothing.
    """

    rules: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def read(self, content: bytes, file: str) -> None:
        """Adds a file: a mapping where it has an owner column, else a directory. Raises UnreadableFile."""
        header, rows = table(content, file)
        named = [(number, dict(zip(header, map(str.strip, cells), strict=False))) for number, cells in rows]
        if set(header) & set(OWNER):
            self._read_rules(named, header, file)
        elif set(header) & set(_MAIL) and set(header) & set(_NAMES):
            self._read_people(named, file)
        else:
            raise UnreadableFile(
                file,
                f"neither an owner column (a mapping) nor a name and a mail column (a directory): {', '.join(header)}",
            )

    def fill(self, values: Mapping[str, str]) -> dict[str, str]:
        """A row with the owner that the most telling rule gives it, and the address that the directory knows."""
        filled = dict(values)
        if not any(filled.get(name) for name in OWNER):
            fitting = [(wants, owner) for wants, owner in self.rules if _fits(wants, filled)]
            if fitting:
                filled |= max(fitting, key=lambda rule: len(rule[0]))[1]
        if filled.get("owner") and not filled.get("owner_email") and not filled.get("owner_slack"):
            filled |= self.people.get(filled["owner"].casefold(), {})
        return filled

    def _read_rules(self, rows: list[tuple[int, dict[str, str]]], header: list[str], file: str) -> None:
        wanted = [name for name in header if OURS.get(name, name) in COLUMNS and name not in OWNER]
        if not wanted:
            raise UnreadableFile(file, "has owners, but no column that says of which rows, such as business_unit")
        for number, row in rows:
            wants = {OURS.get(name, name): row[name].casefold() for name in wanted if row.get(name)}
            owner = {name: row[name] for name in OWNER if row.get(name)}
            address = owner.get("owner_email", "")
            if not wants or not owner or (address and not is_address(address)):
                reason = f"{address[:80]!r} is no address" if wants and owner else "names no rows or no owner"
                self.problems.append(RowProblem(file, number, "owner", reason, fatal=True, text=str(row)))
            else:
                self.rules.append((wants, owner))

    def _read_people(self, rows: list[tuple[int, dict[str, str]]], file: str) -> None:
        shared: set[str] = set()
        for number, row in rows:
            address = next((row[name] for name in _MAIL if row.get(name)), "")
            names = [row[name].casefold() for name in _NAMES if row.get(name)]
            if not address or not is_address(address):
                self.problems.append(
                    RowProblem(file, number, "mail", f"{address[:80]!r} is no address", fatal=True, text=str(row))
                )
                continue
            slack = next((row[name] for name in _SLACK if row.get(name)), "")
            person = {"owner_email": address} | ({"owner_slack": slack} if slack else {})
            for name in names:
                if self.people.setdefault(name, person) != person:
                    shared.add(name)
        for name in shared:  # two people of one name: nobody knows which is meant
            del self.people[name]


def _fits(wants: Mapping[str, str], values: Mapping[str, str]) -> bool:
    return all(values.get(column, "").casefold() == said for column, said in wants.items())
