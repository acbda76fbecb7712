"""A day replayed from its journal says exactly what was said: three sports, in process, real files."""

from collections import Counter, deque
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from livebet.archive.journal import Journaled, JournalFile, days_of, last_place, read_journal, streams_of
from livebet.domain.games import Sport
from livebet.domain.messages import GameListed, Inbound, Prediction, PredictionWanted, Published
from livebet.engine import Engine, EngineConfig
from livebet.feeds.replay import Replay
from livebet.feeds.slates import find, load, slates
from livebet.game.sports.table import RULES
from livebet.services.beside import beside
from livebet.services.verify import verify
from livebet.stream.bus import partition_of
from livebet.stream.codec import decode, encode

PARTITIONS = 2
MIDNIGHT = datetime(2026, 1, 3, tzinfo=UTC)
DAY, NEXT = date(2026, 1, 2), date(2026, 1, 3)


def slate_messages() -> list[Inbound]:
    slate = find("1", slates())
    games = (*load(slate, "day", lambda _game: 3.0, 1).games, *beside(slate, "day", 1))
    return list(Replay(games, RULES, minutes=25.0).messages())


class Run:
    """Redis and the decide process in one: what is told gets an id, what follows is logged."""

    def __init__(self, under: Path, began: datetime) -> None:
        self._files = {
            name: JournalFile(under, name)
            for partition in range(PARTITIONS)
            for name in (f"in-{partition}", f"out-{partition}")
        }
        self._engine = Engine(EngineConfig())
        self._ids = count(int(began.timestamp() * 1000))
        self._unanswered: deque[PredictionWanted] = deque()

    def tell(self, message: Inbound) -> None:
        self._keep("in", message)
        for output in self._engine.handle(message):
            if isinstance(output, Published):
                self._keep("out", output)
            elif isinstance(output, PredictionWanted):
                self._unanswered.append(output)

    def answer(self) -> None:
        """The model is asked and its answer told back, a little later than the question came."""
        while len(self._unanswered) > 2:
            wanted = self._unanswered.popleft()
            home = 0.5 + 0.001 * (wanted.revision % 400)
            answer = Prediction(
                game_id=wanted.game_id,
                revision=wanted.revision,
                play_id=wanted.play_id,
                home_win_probability=home,
                away_win_probability=1.0 - home,
                confidence=0.9,
                model_version="1",
                features=wanted.row,
                observed_at=wanted.observed_at,
            )
            self.tell(answer)

    def _keep(self, way: str, message: Inbound | Published) -> None:
        kind, body = encode(message)
        name = f"{way}-{partition_of(message.game_id, PARTITIONS)}"
        self._files[name].append([Journaled(f"{next(self._ids)}-0", kind, body)])

    def close(self) -> None:
        for file in self._files.values():
            file.close()


def lived(under: Path, messages: list[Inbound], began: datetime) -> None:
    run = Run(under, began)
    for message in messages:
        run.tell(message)
        run.answer()
    run.close()


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    under = tmp_path_factory.mktemp("journal")
    lived(under, slate_messages(), MIDNIGHT - timedelta(hours=3))
    return under


def read(under: Path, stream: str) -> list[object]:
    return [decode(one.kind, one.body) for one in read_journal(under, stream, days_of(under))]


def test_a_replayed_day_of_three_sports_says_exactly_what_was_logged(journal: Path) -> None:
    came_in = [message for partition in range(PARTITIONS) for message in read(journal, f"in-{partition}")]
    said = [message for partition in range(PARTITIONS) for message in read(journal, f"out-{partition}")]
    listed = [message.game.sport for message in came_in if isinstance(message, GameListed)]
    assert Counter(listed) == {Sport.NFL: 1, Sport.NBA: 1, Sport.MLB: 1}
    assert any(isinstance(message, Prediction) for message in came_in)
    found = verify(journal, DAY, EngineConfig())
    assert found.difference is None
    assert (found.came_in, found.said, found.games, found.unlisted) == (len(came_in), len(said), 3, 0)


def test_a_day_that_was_decided_otherwise_shows_where_it_first_parts(journal: Path) -> None:
    found = verify(journal, DAY, EngineConfig(min_edge=0.2))
    assert found.difference is not None
    follows, logged = found.difference.follows, found.difference.logged
    assert follows is not None
    assert logged is not None
    assert (follows.game_id, follows.offset) == (logged.game_id, logged.offset)
    assert follows != logged
    assert str(found.difference).splitlines()[0] == f"partition {found.difference.partition}"


def test_what_was_said_and_is_not_logged_is_the_difference(tmp_path: Path) -> None:
    lived(tmp_path, slate_messages()[:400], MIDNIGHT - timedelta(hours=3))
    (path,) = (tmp_path / DAY.isoformat()).glob("out-1.*")
    entries = list(read_journal(tmp_path, "out-1", [DAY]))
    path.unlink()
    fewer = JournalFile(tmp_path, "out-1")
    fewer.append(entries[:-1])
    fewer.close()
    found = verify(tmp_path, DAY, EngineConfig())
    assert found.difference is not None
    assert found.difference.logged is None
    assert found.difference.follows == decode(entries[-1].kind, entries[-1].body)


def test_games_that_began_the_day_before_are_followed_through_midnight(tmp_path: Path) -> None:
    messages = slate_messages()
    lived(tmp_path, messages, MIDNIGHT - timedelta(milliseconds=len(messages)))
    assert days_of(tmp_path) == [DAY, NEXT]
    for day in (DAY, NEXT):
        assert verify(tmp_path, day, EngineConfig()).difference is None


def test_games_listed_before_the_journal_begins_are_left_out_and_counted(tmp_path: Path) -> None:
    messages = slate_messages()
    lived(tmp_path, messages, MIDNIGHT - timedelta(milliseconds=len(messages)))
    for path in (tmp_path / DAY.isoformat()).iterdir():
        path.unlink()
    (tmp_path / DAY.isoformat()).rmdir()
    found = verify(tmp_path, NEXT, EngineConfig())
    assert (found.difference, found.said, found.games) == (None, 0, 0)
    assert found.unlisted > 0


def test_a_day_of_which_nothing_is_kept_is_refused(journal: Path) -> None:
    with pytest.raises(LookupError, match="nothing is kept of 2020-01-01"):
        verify(journal, date(2020, 1, 1), EngineConfig())


def entry(number: int, at: datetime = MIDNIGHT - timedelta(hours=1)) -> Journaled:
    return Journaled(f"{int(at.timestamp() * 1000)}-{number}", "PlaySeen", b"body", {"fed": number})


def test_a_journal_goes_on_after_a_crash_without_a_gap_and_without_a_repeat(tmp_path: Path) -> None:
    crashed = JournalFile(tmp_path, "in-0")
    crashed.append([entry(1), entry(2)])
    assert last_place(tmp_path, "in-0") == entry(2).entry_id
    again = JournalFile(tmp_path, "in-0")
    again.append([entry(2), entry(3)])
    again.append([entry(4, MIDNIGHT)])
    again.close()
    assert list(read_journal(tmp_path, "in-0", [NEXT, DAY])) == [
        entry(1), entry(2), entry(3), entry(4, MIDNIGHT),
    ]  # fmt: skip
    assert last_place(tmp_path, "in-0") == entry(4, MIDNIGHT).entry_id
    assert last_place(tmp_path, "out-0") == "0-0"
    assert streams_of(tmp_path, [DAY, NEXT]) == ["in-0"]


def test_a_torn_tail_is_read_up_to_its_last_whole_entry(tmp_path: Path) -> None:
    crashed = JournalFile(tmp_path, "in-0")
    crashed.append([entry(1)])
    crashed.append([entry(2)])
    (path,) = tmp_path.glob("*/*")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert last_place(tmp_path, "in-0") == entry(1).entry_id
