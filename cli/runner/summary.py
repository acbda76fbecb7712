"""The summary of a slate: counts, refusals, bets, latencies, and how good the predictions were."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from cli.runner.calibration import pregame_probability, quality
from cli.runner.tally import Tally
from livebet.domain.games import SIMULATOR, Score, Sport

NOTE = "the quotes are simulated (bookmakers sim:…), so nothing here is a claim of profit"
OUTCOMES = ("won", "lost", "push", "void")


def summarise(tally: Tally, results: Mapping[UUID, Score]) -> dict[str, Any]:
    """The whole summary as plain values.

    `results` are the final scores of the games that were cut short, from their recordings; a game that
    ended in the run counts with its own.
    """
    outcomes = Counter(tally.settled.values())
    return {
        "games": len(tally.games),
        "games_over": len(tally.finals),
        "games_cut_short": len(tally.cut_short),
        "plays": len(tally.plays),
        "quotes": tally.counts["quotes"],
        "key_events": tally.counts["key_events"],
        "key_events_taken_back": tally.counts["taken_back"],
        "refusals": dict(tally.refusals),
        "predictions": sum(map(len, tally.predictions.values())),
        "model_versions": sorted(tally.model_versions),
        "value_bets": {
            "offered": len(tally.offered),
            "withdrawn": len(tally.withdrawn),
            "settled": len(tally.settled),
            **{outcome: outcomes[outcome] for outcome in OUTCOMES},
        },
        "latency_ms": {hop: spans.percentiles() for hop, spans in sorted(tally.spans.items())},
        "prediction_quality": prediction_quality(tally, {**results, **tally.finals}),
        "simulated_games": sum(game.feed == SIMULATOR for game in tally.games.values()),
        "finals": {_name(tally, game): f"{score.away}–{score.home}" for game, score in tally.finals.items()},
        "note": NOTE,
    }


def _name(tally: Tally, game_id: UUID) -> str:
    game = tally.games.get(game_id)
    return f"{game.away_team} at {game.home_team}" if game else str(game_id)


def prediction_quality(tally: Tally, results: Mapping[UUID, Score]) -> dict[str, dict[str, Any]]:
    """By sport: scores over all predictions of games with a result, beside two anchors on the same rows."""
    sports = {game.sport for game in tally.games.values()}
    return {sport.value: _quality(sport, tally, results) for sport in sorted(sports)}


def _quality(sport: Sport, tally: Tally, results: Mapping[UUID, Score]) -> dict[str, Any]:
    """Rows of one game share its result, so `games` is how many independent answers there are."""
    known = {game_id for game_id, game in tally.games.items() if game.sport is sport and game_id in results}
    rows = [
        (probability, pregame_probability(sport, tally.expected_margins.get(game)), _won(results[game]))
        for game, probabilities in tally.predictions.items()
        if game in known
        for probability in probabilities
    ]
    if not rows:
        return {"rows": 0, "games": 0}
    model, pregame, won = (list(column) for column in zip(*rows, strict=True))
    return {
        "rows": len(rows),
        "games": sum(game in known for game in tally.predictions),
        "model": asdict(quality(model, won)),
        "anchor: expected margin before kickoff": asdict(quality(pregame, won)),
        "anchor: always 50 %": asdict(quality([0.5] * len(won), won)),
    }


def _won(final: Score) -> float:
    """1 where the home side won, a half after a tie."""
    return 0.5 + 0.5 * ((final.margin > 0) - (final.margin < 0))


def lines_of(summary: Mapping[str, Any]) -> list[str]:
    """The summary for a terminal."""
    bets = summary["value_bets"]
    refused = sum(summary["refusals"].values())
    return [
        f"Slate: {summary['games']} games, {summary['simulated_games']} of them simulated "
        f"({summary['games_over']} over, {summary['games_cut_short']} cut short), {summary['plays']} plays, "
        f"{summary['quotes']} quotes, {summary['key_events']} key events "
        f"({summary['key_events_taken_back']} of them taken back)",
        f"Refused: {refused}" + "".join(f"; {count} × {why}" for why, count in summary["refusals"].items()),
        f"Predictions: {summary['predictions']} by version {', '.join(summary['model_versions']) or '–'}",
        f"Value bets: {bets['offered']} offered, {bets['withdrawn']} of them withdrawn when the price or the "
        f"game moved; {bets['settled']} settled: " + ", ".join(f"{bets[one]} {one}" for one in OUTCOMES),
        f"  {summary['note']}",
        "Latency of messages, p50/p99 ms:",
        *(f"  {_latency(hop, at)}" for hop, at in summary["latency_ms"].items()),
        *(line for sport, found in summary["prediction_quality"].items() for line in _scored(sport, found)),
    ]


def _latency(hop: str, at: tuple[float, float] | None) -> str:
    return f"{hop}: –" if at is None else f"{hop}: {at[0]:.1f}/{at[1]:.1f}"


def _scored(sport: str, found: Mapping[str, Any]) -> list[str]:
    if not found["rows"]:
        return [f"{sport} predictions against results: no game with a result yet"]
    head = f"{sport} predictions against results ({found['rows']} rows of {found['games']} games):"
    scored = {name: scores for name, scores in found.items() if isinstance(scores, dict)}
    return [head] + [
        f"  {name}: accuracy {scores['accuracy']:.1%}, Brier {scores['brier']:.3f}, "
        f"log loss {scores['log_loss']:.3f}, calibration error {scores['calibration_error']:.3f}"
        for name, scores in scored.items()
    ]
