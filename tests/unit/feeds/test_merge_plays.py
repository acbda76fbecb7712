"""Plays of several feeds: who speaks first, who overrules, what is taken back, where feeds disagree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import FindingSeen, Inbound, PlayBegan, PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import PlayTakenBack, PlayTold, ScoreTold, SituationTold, Told
from livebet.feeds.merge import Merger
from livebet.feeds.merge.align import align
from livebet.feeds.merge.labels import STEP, labelled

AT = datetime(2023, 9, 17, 17, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("game", "test"),
    sport=Sport.NFL,
    season=2023,
    season_type=SeasonType.REGULAR,
    home_team="ATL",
    away_team="GB",
    kickoff=AT,
    feed="espn",
    native_id="1",
)
AUTHORITIES = {
    "nfl_official": Authority.LEAGUE,
    "sportradar": Authority.DATA_COMPANY,
    "espn": Authority.MEDIA,
}
TOUCHDOWN = (ScoreChange(Side.AWAY, ScoreKind.TOUCHDOWN),)


def play(
    feed: str = "espn",
    number: int = 1,
    clock: int = 900,
    kind: PlayKind = PlayKind.RUN,
    official: str = "",
    scores: tuple[ScoreChange, ...] = (),
    score_after: Score | None = None,
    revision: int = 0,
    at: datetime = AT,
    side: Side | None = None,
    period: int = 1,
) -> PlayTold:
    situation = Situation(
        play_id=f"{feed[0]}{number}",
        sequence=number,
        period=period,
        clock_seconds=clock,
        possession=Side.AWAY,
    )
    told = Play(
        situation=situation,
        kind=kind,
        description=f"{feed} tells it",
        scores=scores,
        score_after=score_after,
        revision=revision,
        side=side,
    )
    return PlayTold(feed=feed, native_id=feed, observed_at=at, play=told, official_id=official)


def taken_back(feed: str, number: int, official: str = "", at: datetime = AT) -> PlayTakenBack:
    name = f"{feed[0]}{number}"
    return PlayTakenBack(feed=feed, native_id=feed, observed_at=at, play_id=name, official_id=official)


def take(merger: Merger, *items: Told) -> list[Inbound]:
    """One batch after the other, one item each."""
    return [said for item in items for said in merger.take([Placed(item, GAME, item.observed_at)])]


def seen(said: list[Inbound]) -> list[tuple[str, str, int]]:
    return [
        (m.play.situation.play_id, m.play.kind.value, m.play.revision)
        for m in said
        if isinstance(m, PlaySeen)
    ]


def findings(said: list[Inbound]) -> list[str]:
    assert all(m.finding == "feeds disagree" for m in said if isinstance(m, FindingSeen))
    return [m.detail for m in said if isinstance(m, FindingSeen)]


def order(said: list[Inbound]) -> list[str]:
    newest: dict[str, Play] = {}
    for message in said:
        if isinstance(message, PlaySeen):
            newest[message.play.situation.play_id] = message.play
        if isinstance(message, PlayDeleted):
            del newest[message.play_id]
    return sorted(newest, key=lambda play_id: newest[play_id].situation.sequence)


def test_the_fastest_feed_speaks_first_and_the_league_overrules_it_under_the_same_id() -> None:
    merger = Merger(AUTHORITIES)
    said = take(
        merger,
        play("espn", kind=PlayKind.PASS, official="36"),
        play("nfl_official", kind=PlayKind.SACK, official="36"),
    )
    assert seen(said) == [("36", "pass", 0), ("36", "sack", 1)]


def test_a_lesser_feed_never_changes_what_a_greater_one_told() -> None:
    merger = Merger(AUTHORITIES)
    said = take(merger, play("nfl_official", official="36"), play("espn", official="36", kind=PlayKind.PUNT))
    assert seen(said) == [("36", "run", 0)]
    assert findings(said) == ["play 36: espn says punt, nfl_official says run; nfl_official wins: league"]
    assert take(merger, taken_back("espn", 1, "36", AT + timedelta(seconds=9))) != []
    assert order(said) == ["36"]


def test_plays_without_an_official_id_are_joined_by_clock_kind_and_score() -> None:
    merger = Merger(AUTHORITIES)
    said = take(
        merger,
        play("espn", 1, 900, PlayKind.KICKOFF),
        play("espn", 2, 893),
        play("nfl_official", 40, 900, PlayKind.KICKOFF, "40"),
        play("nfl_official", 55, 895, official="55"),
        play("nfl_official", 80, 860, official="80"),
    )
    assert order(said) == ["espn:e1", "espn:e2", "80"]


def test_two_official_ids_are_two_plays_however_alike() -> None:
    said = take(
        Merger(AUTHORITIES),
        play("espn", 2, 893, official="60"),
        play("nfl_official", 55, 894, official="55"),
    )
    assert set(order(said)) == {"55", "60"}


def test_a_timeout_that_feeds_number_otherwise_is_one() -> None:
    said = take(
        Merger(AUTHORITIES),
        play("espn", 2, 120, PlayKind.TIMEOUT, official="70"),
        play("nfl_official", 71, 120, PlayKind.TIMEOUT, official="71"),
    )
    assert order(said) == ["70"]


def test_what_the_league_having_told_on_does_not_tell_did_not_happen() -> None:
    merger = Merger(AUTHORITIES)
    said = take(
        merger,
        play("espn", 1, 900, PlayKind.KICKOFF, "40"),
        play("espn", 2, 893, PlayKind.PUNT),
        play("espn", 3, 860, official="80"),
        play("nfl_official", 40, 900, PlayKind.KICKOFF, "40"),
    )
    assert order(said) == ["40", "espn:e2", "80"]
    later = take(merger, play("nfl_official", 80, 860, official="80"))
    assert [m.play_id for m in later if isinstance(m, PlayDeleted)] == ["espn:e2"]
    assert findings(later) == [
        "play espn:e2: espn says punt, nfl_official says no such play; nfl_official wins: league"
    ]


def test_points_that_the_leagues_own_score_misses_stand_though_only_another_feed_tells_them() -> None:
    said = take(
        Merger(AUTHORITIES),
        play("nfl_official", 40, 900, official="40", score_after=Score(0, 0)),
        play("espn", 1, 900, official="40"),
        play("espn", 2, 893, PlayKind.PASS, scores=TOUCHDOWN),
        play("nfl_official", 80, 860, official="80", score_after=Score(0, 6)),
        play("espn", 3, 860, official="80"),
    )
    assert order(said) == ["40", "espn:e2", "80"]


def test_a_feeds_own_correction_is_told_and_an_older_telling_of_it_is_not() -> None:
    merger = Merger(AUTHORITIES)
    first, corrected = play(official="36"), play(official="36", kind=PlayKind.PASS, revision=1)
    assert seen(take(merger, first, corrected, first, corrected)) == [("36", "run", 0), ("36", "pass", 1)]


def test_words_alone_are_no_correction() -> None:
    merger = Merger(AUTHORITIES)
    reworded = replace(play(), play=replace(play().play, description="other words", revision=1))
    assert len(seen(take(merger, play(), reworded))) == 1


def test_the_winner_takes_a_play_back_for_all_and_a_lesser_feed_only_its_own() -> None:
    merger = Merger(AUTHORITIES)
    later = AT + timedelta(seconds=30)
    said = take(
        merger,
        play("espn", official="36"),
        play("nfl_official", official="36"),
        taken_back("nfl_official", 1, "36", later),
    )
    assert [m.play_id for m in said if isinstance(m, PlayDeleted)] == ["36"]
    assert take(merger, play("espn", official="36", kind=PlayKind.PASS, revision=1)) == []
    alone = take(merger, play("espn", 9, 700), taken_back("espn", 9, at=later))
    assert [m.play_id for m in alone if isinstance(m, PlayDeleted)] == ["espn:e9"]


def test_a_play_told_anew_after_it_was_taken_back_is_back_with_a_higher_revision() -> None:
    later = AT + timedelta(seconds=30)
    again = play("nfl_official", official="36", at=later + timedelta(seconds=5))
    said = take(
        Merger(AUTHORITIES),
        play("nfl_official", official="36"),
        taken_back("nfl_official", 1, at=later),
        again,
    )
    assert seen(said) == [("36", "run", 0), ("36", "run", 1)]


def test_a_play_that_comes_late_goes_between_and_nothing_else_is_told_anew() -> None:
    said = take(Merger(AUTHORITIES), *(play(number=number, clock=900 - number) for number in (1, 3, 2)))
    assert order(said) == ["espn:e1", "espn:e2", "espn:e3"]
    assert len(seen(said)) == 3


def test_the_greater_feeds_order_is_the_order_and_what_it_moves_is_told_anew() -> None:
    said = take(
        Merger(AUTHORITIES),
        play("espn", 1, 893, official="40"),
        play("espn", 2, 893, PlayKind.PUNT, official="55"),
        play("nfl_official", 55, 893, PlayKind.PUNT, "55"),
        replace(
            play("nfl_official", 40, 893, official="40"),
            play=replace(
                play("nfl_official", 40, 893).play,
                situation=replace(play("nfl_official", 40, 893).play.situation, sequence=90),
            ),
        ),
    )
    assert order(said) == ["55", "40"]
    assert max(revision for _, _, revision in seen(said)) == 1


def test_disagreements_are_told_once_and_say_who_wins_and_why() -> None:
    merger = Merger(AUTHORITIES)
    wrong = play("espn", official="36", scores=TOUCHDOWN, side=Side.AWAY)
    right = play("sportradar", official="36", side=Side.HOME)
    assert findings(take(merger, wrong, right, wrong, right)) == [
        "play 36: espn says away touchdown, sportradar says no points; sportradar wins: data company",
        "play 36: espn says by away, sportradar says by home; sportradar wins: data company",
    ]


def situation(feed: str, number: int, clock: int, at: datetime = AT, down: int = 1) -> SituationTold:
    told = Situation(
        play_id=f"{feed[0]}{number}",
        sequence=number,
        period=1,
        clock_seconds=clock,
        possession=Side.AWAY,
        down=down,
    )
    return SituationTold(feed=feed, native_id=feed, observed_at=at, situation=told)


def began(said: list[Inbound]) -> list[tuple[str, int]]:
    return [(m.situation.play_id, m.situation.down) for m in said if isinstance(m, PlayBegan)]


def test_the_best_tellers_situation_of_the_moment_is_told() -> None:
    merger = Merger(AUTHORITIES)
    take(merger, play("nfl_official", 40, 900, official="40"))
    said = take(
        merger,
        situation("espn", 2, 893),
        situation("espn", 2, 893),
        situation("nfl_official", 55, 893, down=2),
        situation("espn", 2, 892),
        situation("espn", 1, 912),
    )
    assert began(said) == [("espn:e2", 1), ("nfl_official:n55", 2)]
    sequences = [m.situation.sequence for m in said if isinstance(m, PlayBegan)]
    assert sequences == sorted(set(sequences)) and sequences[0] > STEP


def test_the_situation_of_a_play_that_is_over_is_no_news() -> None:
    merger = Merger(AUTHORITIES)
    assert began(take(merger, play("espn", 2, 893), situation("espn", 2, 893))) == []


def test_the_leagues_final_score_checks_the_plays() -> None:
    merger = Merger(AUTHORITIES)
    end = play("nfl_official", 90, 0, PlayKind.GAME_END, "90")
    final = ScoreTold(
        feed="nfl_official",
        native_id="nfl_official",
        observed_at=AT,
        score=Score(3, 6),
        phase="final",
        official=True,
    )
    said = take(merger, play("nfl_official", 40, official="40", scores=TOUCHDOWN), end, final, final)
    assert [(m.finding, m.detail) for m in said if isinstance(m, FindingSeen)] == [
        ("final score", "nfl_official says final 3-6, the plays make 0-6")
    ]


def test_labels_keep_what_they_can_and_fill_between() -> None:
    assert labelled([None, None]) == [STEP, 2 * STEP]
    assert labelled([10, None, 20]) == [10, 15, 20]
    assert labelled([10, 5, 20])[1:] == [5, 20] and labelled([10, 5, 20])[0] < 5
    assert labelled([10, None, 11]) == [STEP, 2 * STEP, 3 * STEP]


def test_most_pairs_win_over_the_closest_pair() -> None:
    assert align([(4, 0, 0), (0, 1, 0), (4, 1, 1)], 2) == {0: 0, 1: 1}
    assert align([(0, 0, 1), (0, 1, 0)], 2) in ({0: 1, 1: 0}, {1: 0, 0: 1})
    assert align([], 0) == {}
