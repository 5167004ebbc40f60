"""Why a stage failed: whether another try may go better, or would meet the same input again."""

from __future__ import annotations

from extract.failures import HostRefused, NoSuchFile, PollIncomplete, ShapeChanged, SourceFailed


def would_fail_again(error: BaseException) -> bool:
    """Whether the cause is bad input, which only a person can change; of several causes, whether all of them are."""
    from pydantic import ValidationError

    from extract.tables import UnreadableFile
    from models.embedding import ModelAltered
    from pipeline.backfilling import BadSpan
    from pipeline.sources import UnknownSource
    from pipeline.stages import EverySourceFailed
    from warehouse.migrate import WrongSchema

    match error:
        case EverySourceFailed():
            return all(would_fail_again(failure) for failure in error.failures)
        case PollIncomplete():
            return all(would_fail_again(cause) for cause in error.causes)
        case SourceFailed():
            return would_fail_again(error.cause)
    outside = HostRefused | NoSuchFile | ShapeChanged | FileNotFoundError | UnreadableFile
    return isinstance(error, outside | UnknownSource | BadSpan | ModelAltered | WrongSchema | ValidationError)
