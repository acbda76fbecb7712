"""Whose an item is: games of several feeds, what waits for its game, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from livebet.domain.games import SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.domain.prices import Price
from livebet.feeds.feed import Authority
from livebet.feeds.identity.games import season_of
from livebet.feeds.identity.holding import FOR_AT_MOST, OF_ONE_AT_MOST
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.identity.own import NO_ALIASES, with_team
from livebet.feeds.identity.tables import Tables
from livebet.feeds.items import GameTold, Item, NewsTold, PlayTold, QuoteTold, WeatherTold
from livebet.feeds.refusals import UNKNOWN_INSTANT

KICKOFF = datetime(2016, 11, 14, 1, 30, tzinfo=UTC)
NOW = KICKOFF + timedelta(minutes=10)
AUTHORITIES = {"league": Authority.LEAGUE, "media": Authority.MEDIA, "odds": Authority.MEDIA}
SEA_AT_NE = game_uuid("game", "nfl/2016-11-13/SEA@NE/1")


def game(
    feed: str = "media",
    native_id: str = "m1",
    home: str = "New England Patriots",
    away: str = "SEA",
    kickoff: datetime | None = KICKOFF,
    sport: str = "nfl",
    number: int = 1,
    season_type: SeasonType | None = None,
    week: int | None = None,
) -> GameTold:
    return GameTold(
        feed=feed,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        sport=sport,
        home=home,
        away=away,
        kickoff=kickoff,
        phase="scheduled",
        number=number,
        season_type=season_type,
        week=week,
    )


def play(feed: str = "media", native_id: str = "m1", player: str = "") -> PlayTold:
    situation = Situation(play_id="1", sequence=1, period=1, clock_seconds=900, possession=Side.HOME)
    told = Play(situation=situation, kind=PlayKind.RUN, description="", side=Side.HOME, player=player)
    return PlayTold(feed=feed, native_id=native_id, observed_at=UNKNOWN_INSTANT, play=told)


def quote(bookmaker: str, native_id: str = "o1") -> QuoteTold:
    return QuoteTold(
        feed="odds",
        native_id=native_id,
        observed_at=NOW,
        bookmaker=bookmaker,
        market=MONEYLINE,
        selection=Selection.HOME,
        price=Price(1.9),
    )


def news(team: str, player: str, sport: str = "nfl") -> NewsTold:
    return NewsTold(
        feed="media",
        native_id="",
        observed_at=NOW - timedelta(days=1),
        sport=sport,
        team=team,
        player=player,
        status="out",
        text="",
        confidence=0.9,
    )


def identity(tables: Tables | None = None) -> Identity:
    return Identity(AUTHORITIES, tables or Tables())


def placed(who: Identity, *items: Item) -> list[Placed]:
    found = [one for item in items for one in who.take(item, NOW)]
    assert [one for one in found if isinstance(one, Refused)] == []
    return [one for one in found if isinstance(one, Placed)]


def reasons(who: Identity, *items: Item) -> list[str]:
    found = [one for item in items for one in who.take(item, NOW)]
    return [one.reason for one in found if isinstance(one, Refused)]


def test_feeds_that_announce_one_game_in_their_own_words_mean_one_game() -> None:
    told = placed(
        identity(),
        game(),
        game("league", "2016111312", "NE", "SEA", KICKOFF - timedelta(hours=7, minutes=30)),
        game("odds", "o1", "New England Patriots", "Seattle Seahawks", KICKOFF + timedelta(minutes=2)),
    )
    assert {one.game.game_id for one in told} == {SEA_AT_NE}


def test_a_game_has_the_same_id_whoever_speaks_first() -> None:
    first = placed(identity(), game("odds", "o1", kickoff=KICKOFF + timedelta(minutes=2)))
    assert first[0].game.game_id == SEA_AT_NE


def test_what_is_told_before_its_game_waits_and_comes_in_its_order() -> None:
    who = identity()
    early = [play(player="A. One"), play(player="B. Two")]
    assert placed(who, *early) == []
    assert [one.item for one in placed(who, game())] == [game(), *early]


def test_what_waits_in_vain_is_refused_as_one() -> None:
    who = identity()
    who.take(play(native_id="never"), NOW)
    who.take(play(native_id="never", player="B. Two"), NOW)
    (refused,) = who.take(game(), NOW + FOR_AT_MOST + timedelta(seconds=1))[:1]
    assert isinstance(refused, Refused)
    assert refused.reason == "identity: 2 items of a game that was never announced"
    assert (refused.feed, refused.native_id) == ("media", "never")


def test_an_unknown_team_is_refused_once_by_its_name_and_its_items_are_counted() -> None:
    who = identity()
    unknown = game(home="Foxborough Flyers")
    assert reasons(who, unknown, unknown, play()) == ["identity: unknown nfl team 'Foxborough Flyers'"]
    assert who.passed_over["game of an unknown team"] == 1


def test_a_persons_alias_mends_it() -> None:
    tables = Tables(with_team(NO_ALIASES, Sport.NFL, "Foxborough Flyers", "NE"))
    assert placed(identity(tables), game(home="Foxborough Flyers"))[0].game.home_team == "NE"


def test_a_team_that_plays_itself_is_refused() -> None:
    assert reasons(identity(), game(home="SEA", away="Seahawks")) == ["identity: nfl game of SEA with itself"]


def test_other_sports_are_counted_and_refuse_nothing() -> None:
    who = identity()
    assert placed(who, game(sport="soccer", home="Arsenal", away="Bayern"), play()) == []
    assert who.passed_over == {"soccer is not followed": 2}


def test_bookmakers_get_their_one_name_and_an_unknown_one_is_refused() -> None:
    who = identity()
    found = placed(who, game("odds", "o1"), quote("williamhill_us"))
    assert [one.item.bookmaker for one in found if isinstance(one.item, QuoteTold)] == ["caesars"]
    assert reasons(who, quote("Bet Nobody")) == ["identity: unknown bookmaker 'Bet Nobody'"]


def test_the_league_overrules_what_was_known_of_a_game_and_others_only_fill_in() -> None:
    who = identity()
    placed(who, game())
    moved = KICKOFF + timedelta(minutes=25)
    league = game("league", "l1", "NE", "SEA", moved, season_type=SeasonType.PLAYOFFS)
    (told,) = placed(who, league)
    assert (told.game.kickoff, told.game.season_type) == (moved, SeasonType.PLAYOFFS)
    (other,) = placed(who, game("odds", "o1", week=10, season_type=SeasonType.REGULAR))
    assert (other.game.kickoff, other.game.season_type, other.game.week) == (moved, SeasonType.PLAYOFFS, 10)


def test_a_game_that_is_moved_by_days_keeps_its_id() -> None:
    who = identity()
    placed(who, game())
    (moved,) = placed(who, game(kickoff=KICKOFF + timedelta(days=2)))
    (joined,) = placed(who, game("odds", "o1", kickoff=KICKOFF + timedelta(days=2)))
    assert moved.game.game_id == joined.game.game_id == SEA_AT_NE


def test_a_game_without_a_kickoff_waits_for_a_feed_that_knows_it() -> None:
    who = identity()
    assert placed(who, game("league", "l1", kickoff=None), play("league", "l1")) == []
    found = placed(who, game())
    assert [one.item for one in found] == [
        game(),
        game("league", "l1", kickoff=None),
        play("league", "l1"),
    ]
    assert {one.game.game_id for one in found} == {SEA_AT_NE}


def test_the_two_games_of_a_doubleheader_are_two_games_told_in_numbers_or_not() -> None:
    early = datetime(2025, 5, 14, 17, 10, tzinfo=UTC)
    late = early + timedelta(hours=5)

    def mlb(feed: str, native_id: str, kickoff: datetime, number: int = 1) -> GameTold:
        return game(feed, native_id, "Boston Red Sox", "NYY", kickoff, "mlb", number)

    who = identity()
    numbered = placed(who, mlb("league", "1", early), mlb("league", "2", late, 2))
    unnumbered = placed(who, mlb("odds", "a", early), mlb("odds", "b", late))
    assert numbered[0].game.game_id != numbered[1].game.game_id
    assert [one.game.game_id for one in unnumbered] == [one.game.game_id for one in numbered]
    alone = placed(identity(), mlb("odds", "a", early), mlb("odds", "b", late))
    assert [one.game.game_id for one in alone] == [one.game.game_id for one in numbered]


def test_the_same_teams_on_the_next_day_play_another_game() -> None:
    who = identity()
    first, second = (
        placed(who, game("odds", name, "NYY", "BOS", KICKOFF + timedelta(hours=hours), "mlb"))[0].game
        for name, hours in (("a", 0), ("b", 18))
    )
    assert first.game_id != second.game_id


def test_news_wait_for_the_next_game_of_the_team_and_name_the_player_as_announced() -> None:
    who = identity()
    assert placed(who, news("Patriots", "Tom Brady")) == []
    _, told = placed(who, game())
    assert (told.game.game_id, told.side) == (SEA_AT_NE, Side.HOME)
    (initial,) = placed(who, news("", "Tom Brady"))
    assert initial.side is Side.HOME
    (short,) = placed(who, news("NE", "T.Brady"))
    assert isinstance(short.item, NewsTold) and short.item.player == "Tom Brady"


def test_news_about_a_player_nobody_announced_are_refused() -> None:
    assert reasons(identity(), news("", "Nobody Known")) == ["identity: unknown nfl player 'Nobody Known'"]


def test_rumours_are_believed_only_of_players_that_others_announced() -> None:
    who = identity()
    rumour = replace(news("NE", "Tom Brady"), feed="rumour")
    assert reasons(who, game(), rumour) == ["identity: unknown nfl player 'Tom Brady' of NE"]
    placed(who, news("NE", "Tom Brady"))
    (told,) = placed(who, rumour)
    assert (told.game.game_id, told.side) == (SEA_AT_NE, Side.HOME)
    (open_sport,) = placed(who, replace(rumour, sport="", team="", player="TOM BRADY Jr."))
    assert isinstance(open_sport.item, NewsTold) and open_sport.item.player == "Tom Brady"
    assert reasons(who, replace(rumour, team="SEA")) == ["identity: unknown nfl player 'Tom Brady' of SEA"]


def test_a_name_that_two_teams_have_is_not_guessed() -> None:
    who = identity()
    placed(who, game(), news("NE", "Josh Allen"), news("SEA", "Josh Allen"))
    assert reasons(who, news("", "Josh Allen")) == ["identity: 'Josh Allen' may be of nfl NE, nfl SEA"]
    assert [one.side for one in placed(who, news("SEA", "Josh Allen"))] == [Side.AWAY]


def test_news_that_a_feed_tells_with_a_game_are_of_that_game_however_old() -> None:
    who = identity()
    old = replace(news("NE", "Rob Gronk"), native_id="m1", observed_at=NOW - timedelta(days=40))
    (told,) = placed(who, game(), old)[1:]
    assert (told.game.game_id, told.side) == (SEA_AT_NE, Side.HOME)


def test_weather_is_of_the_game_at_the_stadium() -> None:
    rain = WeatherTold(
        feed="media",
        native_id="",
        observed_at=NOW,
        latitude=42.09,
        longitude=-71.26,
        place="",
        expected_at=NOW,
        temperature=3.0,
        wind=None,
        gust=None,
        precipitation=None,
        humidity=None,
    )
    rain = replace(rain, expected_at=KICKOFF)
    (told,) = placed(identity(), game(), rain)[1:]
    assert told.game.game_id == SEA_AT_NE
    elsewhere, nowhere = replace(rain, latitude=47.6, longitude=-122.33), replace(rain, latitude=None)
    later = replace(rain, expected_at=KICKOFF + timedelta(hours=2))
    abroad = replace(game(), venue="Wembley Stadium")
    assert placed(identity(), game(), elsewhere, nowhere, later)[1:] == []
    assert placed(identity(), abroad, rain)[1:] == []


def test_seasons_are_named_after_the_year_in_which_they_begin() -> None:
    january = datetime(2024, 1, 20, tzinfo=UTC)
    assert [season_of(sport, january) for sport in Sport] == [2023, 2023, 2024]


def test_a_game_of_which_too_much_waits_is_given_up_and_no_other_for_it() -> None:
    who = identity()
    who.take(play("league", "l1"), NOW)
    prices = [
        replace(quote("fanduel", "never"), price=Price(1.01 + n / 1000)) for n in range(OF_ONE_AT_MOST + 5)
    ]
    assert reasons(who, *prices) == [
        f"identity: {OF_ONE_AT_MOST + 1} items of a game that was never announced"
    ]
    assert who.passed_over == {"game that was never announced": 4}
    assert len(placed(who, game("league", "l1"))) == 2
    assert len(placed(who, game("odds", "never"), quote("fanduel", "never"))) == 2
