"""Home and away exchanged: what is true of a game must be true of its mirror image."""

from dataclasses import replace

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import Penalty, Play, ScoreChange, Situation
from livebet.game.state import Count, Court, GameState


def _other(side: Side | None) -> Side | None:
    return None if side is None else side.other


def mirror_game(game: Game) -> Game:
    """The same game with the teams' places exchanged."""
    return replace(game, home_team=game.away_team, away_team=game.home_team)


def mirror_situation(situation: Situation) -> Situation:
    """The same situation for the other side."""
    return replace(situation, possession=_other(situation.possession))


def mirror_play(play: Play) -> Play:
    """The same play by the other side."""
    return replace(
        play,
        situation=mirror_situation(play.situation),
        scores=tuple(ScoreChange(score.side.other, score.kind) for score in play.scores),
        possession_after=_other(play.possession_after),
        penalties=tuple(Penalty(flag.against.other, flag.yards) for flag in play.penalties),
        timeout_by=_other(play.timeout_by),
        challenge_lost_by=_other(play.challenge_lost_by),
        score_after=None if play.score_after is None else Score(play.score_after.away, play.score_after.home),
        side=_other(play.side),
    )


def mirror_state(state: GameState) -> GameState:
    """The same state with the sides exchanged."""
    margin = state.expected_margin
    return replace(
        state,
        game=mirror_game(state.game),
        expected_margin=None if margin is None else -margin,
        score=Score(state.score.away, state.score.home),
        possession=_other(state.possession),
        timeouts_home=state.timeouts_away,
        timeouts_away=state.timeouts_home,
        opening_receiver=_other(state.opening_receiver),
        recent=tuple(replace(mark, side=mark.side.other) for mark in state.recent),
        home=state.away,
        away=state.home,
        court=None if state.court is None else mirror_court(state.court),
    )


def mirror_court(court: Court) -> Court:
    """The same court for the other side."""
    return replace(
        court,
        fouls_home=court.fouls_away,
        fouls_away=court.fouls_home,
        late_home=court.late_away,
        late_away=court.late_home,
        personal=_counted(court.personal),
        unanswered=-court.unanswered,
        makes_home=court.makes_away,
        makes_away=court.makes_home,
        hot=_counted(court.hot),
    )


def _counted(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    return tuple(replace(one, side=one.side.other) for one in counts)
