"""The shapes of StatsAPI; plate appearances, their events and listed games stay raw, to be refused alone."""

from datetime import datetime
from typing import Annotated

import msgspec

Small = Annotated[int, msgspec.Meta(ge=0, le=99)]
Runs = Annotated[int, msgspec.Meta(ge=0, le=200)]
Index = Annotated[int, msgspec.Meta(ge=0, le=900)]
Inning = Annotated[int, msgspec.Meta(ge=1, le=60)]
Outs = Annotated[int, msgspec.Meta(ge=0, le=3)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Camel(msgspec.Struct, rename="camel"):
    """Every shape here has camel-cased names."""


class RawPerson(Camel):
    """A player."""

    id: int = 0
    full_name: str = ""


class RawCount(Camel):
    """Balls, strikes and outs, after whatever it belongs to."""

    balls: Small = 0
    strikes: Small = 0
    outs: Outs = 0


class RawMatchup(Camel):
    """Who bats against whom, and who stood where once the plate appearance was over."""

    batter: RawPerson = msgspec.field(default_factory=RawPerson)
    pitcher: RawPerson = msgspec.field(default_factory=RawPerson)
    post_on_first: RawPerson | None = None
    post_on_second: RawPerson | None = None
    post_on_third: RawPerson | None = None


class RawMovement(Camel):
    """One step of one runner: from a base (none: the batter) to a base or `score`, or out."""

    start: str | None = None
    end: str | None = None
    is_out: bool | None = None
    out_number: Outs | None = None


class RawRunnerDetails(Camel):
    """Who ran, and the event within the plate appearance that made it so."""

    runner: RawPerson = msgspec.field(default_factory=RawPerson)
    play_index: Index | None = None


class RawRunner(Camel):
    """A runner's step."""

    movement: RawMovement
    details: RawRunnerDetails


class RawEventDetails(Camel):
    """What happened; pitches have no `event_type`."""

    description: str = ""
    event_type: str | None = None
    away_score: Runs | None = None
    home_score: Runs | None = None


class RawEvent(Camel):
    """One thing within a plate appearance: a pitch, an action, a throw to a base."""

    index: Index
    details: RawEventDetails
    type: str = ""
    is_pitch: bool = False
    count: RawCount = msgspec.field(default_factory=RawCount)
    start_time: Instant | None = None
    player: RawPerson | None = None
    base: int | None = None


class RawResult(Camel):
    """How a plate appearance ended, or the last thing that happened while it goes on."""

    away_score: Runs
    home_score: Runs
    event_type: str = ""
    description: str = ""


class RawAbout(Camel):
    """Where in the game it was."""

    at_bat_index: Index
    is_top_inning: bool
    inning: Inning
    is_complete: bool = False
    start_time: Instant | None = None
    end_time: Instant | None = None


class RawAtBat(Camel):
    """A plate appearance with all that happened meanwhile."""

    result: RawResult
    about: RawAbout
    count: RawCount = msgspec.field(default_factory=RawCount)
    matchup: RawMatchup = msgspec.field(default_factory=RawMatchup)
    runners: list[RawRunner] = []
    play_events: list[msgspec.Raw] = []


class RawPlays(Camel):
    """Plate appearances in order."""

    all_plays: list[msgspec.Raw]


class RawSport(Camel):
    """1 for the major leagues."""

    id: int = 1


class RawVenue(Camel):
    """A stadium."""

    name: str = ""


class RawTeam(Camel):
    """A club."""

    name: str
    sport: RawSport = msgspec.field(default_factory=RawSport)


class RawTeams(Camel):
    """Both clubs."""

    home: RawTeam
    away: RawTeam


class RawStatus(Camel):
    """How far the game is: Preview, Live or Final, and a letter that says more."""

    abstract_game_state: str = ""
    coded_game_state: str = ""


class RawGameInfo(Camel):
    """`game_number` is 2 for the second game of a doubleheader; `type` is R in the regular season."""

    pk: int
    type: str = ""
    season: str = ""
    game_number: Small = 1


class RawDatetime(Camel):
    """When it begins."""

    date_time: Instant | None = None


class RawGameData(Camel):
    """What is known of the game besides its plays."""

    game: RawGameInfo
    teams: RawTeams
    status: RawStatus
    datetime: RawDatetime = msgspec.field(default_factory=RawDatetime)
    venue: RawVenue = msgspec.field(default_factory=RawVenue)


class RawSideLine(Camel):
    """One side's sums."""

    runs: Runs = 0
    is_winner: bool | None = None


class RawSideLines(Camel):
    """Both sides' sums."""

    home: RawSideLine
    away: RawSideLine


class RawLinescore(Camel):
    """The score as it stands."""

    teams: RawSideLines
    current_inning: Inning | None = None


class RawLiveData(Camel):
    """Plays and score."""

    plays: RawPlays
    linescore: RawLinescore | None = None


class RawMeta(Camel):
    """`time_stamp` is the timecode (UTC) of this state of the game."""

    time_stamp: str = ""


class RawListedTeam(Camel):
    """A club on the schedule, with its runs once there are any."""

    team: RawTeam
    score: Runs | None = None


class RawListedTeams(Camel):
    """Both of them."""

    home: RawListedTeam
    away: RawListedTeam


class RawListed(Camel):
    """A game on the schedule."""

    game_pk: int
    status: RawStatus
    teams: RawListedTeams
    game_date: Instant | None = None
    game_type: str = ""
    season: str = ""
    game_number: Small = 1
    venue: RawVenue = msgspec.field(default_factory=RawVenue)


class RawDate(Camel):
    """A day of the schedule."""

    games: list[msgspec.Raw] = []


class RawFile(Camel):
    """Any of the answers: which part is there tells which it is."""

    game_pk: int | str | None = None
    meta_data: RawMeta = msgspec.field(default_factory=RawMeta)
    game_data: msgspec.Raw = msgspec.Raw(b"")
    live_data: msgspec.Raw = msgspec.Raw(b"")
    all_plays: list[msgspec.Raw] | None = None
    dates: list[RawDate] | None = None
    teams: msgspec.Raw = msgspec.Raw(b"")
    innings: msgspec.Raw = msgspec.Raw(b"")
    result: msgspec.Raw = msgspec.Raw(b"")
    game: msgspec.Raw = msgspec.Raw(b"")
    home_win_probability: float | None = None
    response: msgspec.Raw = msgspec.Raw(b"")
    path_params: dict[str, str] = msgspec.field(default_factory=dict, name="path_params")
    update_id: str = ""
    time_stamp: str = ""
    transactions: list[msgspec.Raw] | None = None
    venues: list[msgspec.Raw] | None = None
    people: list[msgspec.Raw] | None = None
    message_number: int | None = None
    message: str = ""
