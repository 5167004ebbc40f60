"""What goes wrong in a command, in words and with the right exit status; everything else is a defect and shows its trace."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from extract.failures import NoSuchFile, SourceError
from extract.tables import UnreadableFile
from pipeline.commands.console import BAD_INPUT, FAILED, say
from pipeline.sources import UnknownSource

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def guarded() -> Iterator[None]:
    """Bad input leaves with status 2, what failed outside us with 1; both name what and where."""
    from pydantic import ValidationError

    from models.embedding import ModelAltered
    from pipeline.stages import EverySourceFailed
    from warehouse.catalog import WarehouseUnreachable
    from warehouse.lake import in_words
    from warehouse.migrate import WrongSchema
    from warehouse.turn import WarehouseBusy

    try:
        yield
    except (NoSuchFile, UnknownSource, UnreadableFile, ModelAltered) as wrong:
        _leave(str(wrong), BAD_INPUT)
    except ValidationError as wrong:
        for error in wrong.errors():
            say(f"icts-watch: setting {'.'.join(map(str, error['loc']))}: {error['msg']}")
        raise SystemExit(BAD_INPUT) from wrong
    except FileNotFoundError as wrong:
        _leave(f"{wrong.filename}: no such file", BAD_INPUT)
    except (EverySourceFailed, SourceError, WarehouseBusy, WarehouseUnreachable, WrongSchema) as wrong:
        _leave(str(wrong), FAILED)
    except Exception as wrong:
        if words := in_words(wrong):
            _leave(words, FAILED)
        raise


def _leave(message: str, status: int) -> None:
    say(f"icts-watch: {message}")
    raise SystemExit(status)
