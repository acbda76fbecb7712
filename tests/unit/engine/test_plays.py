"""The fold of a game's plays, told in any order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebet.domain.messages import GameListed, Inbound, PlayBegan, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind
from livebet.engine.plays import PlayLog
from livebet.feeds.replay import ReplayedGame, game_messages
from livebet.game.sports.nfl import RULES
from livebet.game.state import GameState


def plain(state: GameState) -> GameState:
    """The state without the count of foldings that led to it."""
    return replace(state, revision=0)


def fresh(game: ReplayedGame) -> PlayLog:
    return PlayLog(RULES, [RULES.start(game.game, game.expected_margin)])


def tell(log: PlayLog, message: Inbound) -> bool:
    match message:
        case PlayBegan():
            return log.begin(message) is not None
        case PlaySeen():
            return log.see(message) is not None
        case PlayDeleted():
            return log.delete(message) is not None
        case _:
            raise AssertionError(message)


@pytest.fixture(scope="module")
def messages(recording) -> list[Inbound]:
    return [one for one in game_messages(recording) if not isinstance(one, GameListed)][:120]


@pytest.fixture(scope="module")
def clean(recording, messages) -> GameState:
    log = fresh(recording)
    for message in messages:
        tell(log, message)
    return log.state


def wrong(seen: PlaySeen) -> PlaySeen:
    """The same play as first told, by mistake."""
    mistaken = replace(
        seen.play, kind=PlayKind.RUN, yards=1, scores=(), turnover=False, possession_after=None
    )
    return replace(seen, play=mistaken)


def right(seen: PlaySeen) -> PlaySeen:
    return replace(seen, play=replace(seen.play, revision=1))


def never(seen: PlaySeen) -> PlaySeen:
    """A play that the feed makes up between this one and the next."""
    situation = replace(seen.play.situation, play_id=f"{seen.play.situation.play_id}-never")
    return replace(seen, play=replace(seen.play, situation=situation))


FATES = ("repeated", "late", "edited", "never")


@st.composite
def disorder(draw: st.DrawFn, told: list[Inbound]) -> list[Inbound]:
    """The messages with some repeated, some plays late, some wrong at first, and some that never were."""
    fates = draw(
        st.dictionaries(
            st.integers(0, len(told) - 1), st.tuples(st.sampled_from(FATES), st.integers(1, 40)), max_size=12
        )
    )
    places: list[tuple[int, int, Inbound]] = []
    for at, message in enumerate(told):
        fate, delay = fates.get(at, ("plain", 0))
        later = at + delay
        if fate == "repeated":
            places += [(at, 0, message), (later, 1, message)]
        elif fate == "plain" or not isinstance(message, PlaySeen):
            places.append((at, 0, message))
        elif fate == "late":
            places.append((later, 1, message))
        elif fate == "edited":
            places += [(at, 0, wrong(message)), (later, 1, right(message))]
        else:
            made_up = never(message)
            gone = PlayDeleted(
                game_id=message.game_id,
                play_id=made_up.play.situation.play_id,
                observed_at=told[min(later, len(told) - 1)].observed_at,
            )
            places += [(at, 0, message), (at, 1, made_up), (later, 2, gone)]
    return [message for _, _, message in sorted(places, key=lambda one: one[:2])]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_after_all_corrections_the_state_is_that_of_the_clean_log(recording, messages, clean, data):
    log = fresh(recording)
    revision = 0
    for message in data.draw(disorder(messages)):
        if tell(log, message):
            assert log.state.revision > revision
            revision = log.state.revision
    assert plain(log.state) == plain(clean)


def test_repeats_of_everything_change_nothing(recording, messages):
    log = fresh(recording)
    for at, message in enumerate(messages):
        assert tell(log, message)
        state = log.state
        for again in messages[max(0, at - 5) : at + 1]:
            assert not tell(log, again)
        assert log.state is state


def test_a_correction_gets_a_revision_above_all_before(recording, messages):
    log = fresh(recording)
    seen = [one for one in messages if isinstance(one, PlaySeen)]
    for message in seen:
        tell(log, message)
    before = log.state.revision
    folded = log.see(right(seen[3]))
    assert folded is not None
    assert folded.correction is not None
    assert (folded.correction.finding, len(folded.steps)) == ("play_corrected", len(seen) - 3)
    assert log.state.revision == before + 1


def test_a_play_taken_back_does_not_return_with_its_repeat_but_with_a_correction(recording, messages):
    log = fresh(recording)
    seen = [one for one in messages if isinstance(one, PlaySeen)][:5]
    for message in seen:
        tell(log, message)
    last = seen[-1]
    play_id = last.play.situation.play_id
    assert tell(log, PlayDeleted(game_id=last.game_id, play_id=play_id, observed_at=last.observed_at))
    assert not tell(log, last)
    assert ids(log.plays) == ids([one.play for one in seen[:-1]])
    assert tell(log, right(last))
    assert ids(log.plays) == ids([one.play for one in seen])


def test_a_deletion_told_again_after_the_play_came_back_is_old_news(recording, messages):
    log = fresh(recording)
    seen = [one for one in messages if isinstance(one, PlaySeen)][:3]
    for message in seen:
        tell(log, message)
    last = seen[-1]
    deleted = PlayDeleted(
        game_id=last.game_id, play_id=last.play.situation.play_id, observed_at=last.observed_at
    )
    assert tell(log, deleted)
    assert tell(log, replace(right(last), observed_at=last.observed_at + timedelta(seconds=1)))
    assert not tell(log, deleted)


def test_a_play_deleted_before_it_was_told_comes_only_as_a_correction(recording, messages):
    log = fresh(recording)
    first, second = [one for one in messages if isinstance(one, PlaySeen)][:2]
    tell(log, first)
    play_id = second.play.situation.play_id
    tell(log, PlayDeleted(game_id=second.game_id, play_id=play_id, observed_at=first.observed_at))
    assert not tell(log, second)
    assert tell(log, right(second))


def test_a_play_may_be_moved_to_another_place(recording, messages):
    log, moved = fresh(recording), fresh(recording)
    seen = [one for one in messages if isinstance(one, PlaySeen)][:10]
    third = seen[2]
    late = replace(third.play, situation=replace(third.play.situation, sequence=10_000), revision=1)
    for message in seen:
        tell(moved, message)
    tell(moved, replace(third, play=late))
    for message in (*seen[:2], *seen[3:], replace(third, play=late)):
        tell(log, message)
    assert ids(moved.plays) == ids(log.plays)
    assert plain(moved.state) == plain(log.state)


def test_deleting_what_was_never_told_changes_nothing(recording, messages):
    log = fresh(recording)
    assert not tell(
        log, PlayDeleted(game_id=recording.game.game_id, play_id="?", observed_at=recording.game.kickoff)
    )


def test_what_a_finished_play_says_of_its_beginning_replaces_what_was_said_as_it_began(recording, messages):
    log = fresh(recording)
    began, seen = messages[:2]
    assert isinstance(began, PlayBegan)
    assert isinstance(seen, PlaySeen)
    tell(log, replace(began, situation=replace(began.situation, clock_seconds=899)))
    tell(log, replace(seen, play=replace(seen.play, situation=replace(began.situation, clock_seconds=880))))
    assert log.state.clock_seconds == 880


def test_a_play_that_began_before_it_was_corrected_begins_anew(recording, messages):
    log = fresh(recording)
    for message in messages[:20]:
        tell(log, message)
    if not isinstance(messages[19], PlayBegan):
        tell(log, messages[20])
    began = log.began
    seen = [one for one in messages[:20] if isinstance(one, PlaySeen)]
    tell(log, right(seen[0]))
    assert log.began == began
    assert log.preview is not None


def ids(plays: list[Play]) -> list[str]:
    return [play.situation.play_id for play in plays]
