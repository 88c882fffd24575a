"""`chaperone screen`: one text, or a stream of them, from a shell. The contract is in docs and in `--help`.

Exit status: 0 clear, 1 review or block, 2 could not judge (the worst of a stream counts).
"""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Annotated, Any, BinaryIO, cast

import typer

from chaperone.engines.screening.engine import Asked, rules_by_id, screen_all, tuple_of
from chaperone.engines.screening.findings import ENGINE, USES, CannotJudge, Screening, Use
from chaperone.engines.screening.practice import PracticeLexicon

CLEAR, FOUND, CANNOT = 0, 1, 2
_LINE_LIMIT = 8_000_000  # bytes: a longer line is refused instead of filling memory
_BATCH, _BATCH_BYTES = 32, 256_000
_FIELDS = ("verdict", "category", "findings", "engine")


def screen(
    file: Annotated[
        str, typer.Argument(metavar="[FILE | -]", help="A text file; - or nothing reads standard input.")
    ] = "-",
    as_: Annotated[str, typer.Option("--as", help="caption, reply or incoming.")] = "caption",
    context: Annotated[str, typer.Option(help="What a reply answers.")] = "",
    jurisdiction: Annotated[
        list[str] | None, typer.Option(help="A place whose rules count, such as US-CA; may be repeated.")
    ] = None,
    practice: Annotated[
        Path | None,
        typer.Option(
            help="JSON file with the practice's own people, places, patient digests and tuning of the rules."
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read one JSON object per line, write one per line.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Check the words of a post (caption), a reply, or something that came in."""
    try:
        defaults = {"as": _use(as_), "context": context, "jurisdiction": jurisdiction or []}
        lexicon = _lexicon(practice)
        source = _open(file)
    except CannotJudge as refusal:
        _say_refusal(refusal, as_json or jsonl)
        raise typer.Exit(CANNOT) from None
    with source:
        status = _stream(source, defaults, lexicon) if jsonl else _one(source, defaults, lexicon, as_json)
    raise typer.Exit(status)


def _use(value: str) -> str:
    if value not in USES:
        raise CannotJudge(f"“{value[:20]}” is not a kind of text.", f"Say --as {', '.join(USES)}.")
    return value


def _lexicon(path: Path | None) -> PracticeLexicon | None:
    """The practice file, with its key from CHAPERONE_DIGEST_KEY."""
    if path is None:
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise CannotJudge(
            "The practice file cannot be read as JSON.", "Check the path and the file."
        ) from None
    key = os.environ.get("CHAPERONE_DIGEST_KEY", "").encode()
    return PracticeLexicon.from_json(data, key, rules=rules_by_id())


def _open(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except (OSError, ValueError):
        raise CannotJudge("The file cannot be opened.", "Check its name and that you may read it.") from None


def _decode(raw: bytes) -> str:
    """UTF-8 with or without a mark, or UTF-16 with one; anything else is refused, never guessed."""
    coding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return raw.decode(coding)
    except UnicodeDecodeError:
        raise CannotJudge("The text is not UTF-8.", "Save it as UTF-8 and try again.") from None


def _asked(record: Mapping[str, Any], defaults: Mapping[str, Any], lexicon: PracticeLexicon | None) -> Asked:
    """The record as a question to the engine; raises CannotJudge when it is none."""
    asked = {**defaults, **{key: value for key, value in record.items() if value is not None}}
    text, context, places = asked.get("text"), asked["context"], asked["jurisdiction"]
    if not isinstance(text, str):
        raise CannotJudge("The record has no “text”.", "Give every record a “text” that is a string.")
    if not isinstance(context, str):
        raise CannotJudge("The record's “context” is not a text.", "Write it as a string.")
    places = [places] if isinstance(places, str) else places
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise CannotJudge("The record's “jurisdiction” is not a list of places.", 'Write it like ["US-CA"].')
    use = cast(Use, _use(str(asked["as"])))
    return Asked(text, use, context, tuple_of(places), lexicon)


def _status(screening: Screening) -> int:
    return CLEAR if screening.verdict == "clear" else FOUND


def _one(
    source: BinaryIO, defaults: Mapping[str, Any], lexicon: PracticeLexicon | None, as_json: bool
) -> int:
    try:
        [result] = screen_all([_asked({"text": _decode(source.read())}, defaults, lexicon)])
    except CannotJudge as refusal:
        _say_refusal(refusal, as_json)
        return CANNOT
    if as_json:
        _write(_record(None, result))
    else:
        from chaperone.engines.screening.display import show

        show(result)
    return _status(result)


def _stream(source: BinaryIO, defaults: Mapping[str, Any], lexicon: PracticeLexicon | None) -> int:
    """One answer per line, in order; what is there already is judged together, and nothing waits for more.

    Memory does not grow with the stream.
    """
    worst = CLEAR
    with _progress(source) as told:
        for lines in _batches(source):
            worst = max(worst, _answer(lines, defaults, lexicon))
            told(sum(len(raw) for _, raw in lines))
    sys.stdout.flush()
    return worst


def _answer(
    lines: list[tuple[int, bytes]], defaults: Mapping[str, Any], lexicon: PracticeLexicon | None
) -> int:
    """Writes the answers of a few lines; what is no question is refused in its place."""
    questions: list[tuple[object, Asked | CannotJudge, int]] = []
    for number, raw in lines:
        identity: object = None
        try:
            record = _parse(number, raw)
            identity = record.get("id")
            questions.append((identity, _asked(record, defaults, lexicon), number))
        except CannotJudge as refusal:
            questions.append((identity, refusal, number))
    judged = iter(screen_all([asked for _, asked, _ in questions if isinstance(asked, Asked)]))
    worst = CLEAR
    for identity, asked, number in questions:
        if isinstance(asked, CannotJudge):
            _write(_refusal_record(identity, number, asked))
            worst = CANNOT
            continue
        result = next(judged)
        _write(_record(identity, result))
        worst = max(worst, _status(result))
    sys.stdout.flush()
    return worst


@contextmanager
def _progress(source: BinaryIO) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal while a file is worked through; silent in a pipe and for what has no length."""
    if not sys.stderr.isatty() or not source.seekable():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import Progress

    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Screening", total=size)
        yield lambda read: bar.update(task, advance=read)


def _silent(read: int) -> None:
    """No bar."""


def _batches(source: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """The lines in batches of at most BATCH, smaller where no more are there yet or where they are long."""
    batch: list[tuple[int, bytes]] = []
    size = 0
    for number, raw in _lines(source):
        batch.append((number, raw))
        size += len(raw)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES or not _more_waits(source):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _more_waits(source: BinaryIO) -> bool:
    """Whether a whole further line has arrived already, so that reading it waits for nobody."""
    if source.seekable():
        return True
    peek: Callable[[int], bytes] | None = getattr(source, "peek", None)
    if peek is None or not select([source], [], [], 0)[0]:  # to peek into what is empty would wait
        return False
    return b"\n" in peek(0)[:_BATCH_BYTES]


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that hold something; of an over-long line only the beginning is kept."""
    number = 0
    while raw := source.readline(_LINE_LIMIT + 1):
        number += 1
        if len(raw) > _LINE_LIMIT and not raw.endswith(b"\n"):
            while (rest := source.readline(_LINE_LIMIT)) and not rest.endswith(b"\n"):
                pass
        if raw.strip():
            yield number, raw


def _parse(number: int, raw: bytes) -> Mapping[str, Any]:
    if len(raw) > _LINE_LIMIT:
        raise CannotJudge(f"Line {number} is longer than 8 MB.", "Split it.")
    try:
        record = json.loads(_decode(raw))
    except (ValueError, RecursionError):
        raise CannotJudge(f"Line {number} is not JSON.", "Write one JSON object per line.") from None
    if not isinstance(record, dict):
        raise CannotJudge(f"Line {number} is not a JSON object.", "Write an object with “id” and “text”.")
    return record


def _record(identity: object, result: Screening) -> dict[str, Any]:
    full = result.as_dict()
    tuned = {"tuning": result.tuning} if result.tuning else {}
    return {"id": identity, **{name: full[name] for name in _FIELDS}, **tuned}


def _refusal_record(identity: object, line: int, refusal: CannotJudge) -> dict[str, Any]:
    """An answer for what could not be judged. Its verdict is null: whoever reads it must hold the text."""
    error = {"line": line, "reason": refusal.reason, "remedy": refusal.remedy}
    return {
        "id": identity,
        "verdict": None,
        "category": None,
        "findings": [],
        "engine": ENGINE,
        "error": error,
    }


def _write(record: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")


def _say_refusal(refusal: CannotJudge, as_json: bool) -> None:
    if as_json:
        _write(_refusal_record(None, 0, refusal))
    sys.stderr.write(f"Could not judge: {refusal.reason} {refusal.remedy}\n")
