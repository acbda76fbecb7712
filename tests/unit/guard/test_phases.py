"""Which forecast of a game counts in which phase."""

import pytest

from livebet.domain.games import Sport
from livebet.guard.phases import Place, clock_place, innings_place, phase_at


@pytest.mark.parametrize(
    ("sport", "place", "phase"),
    [
        (Sport.NFL, clock_place(Sport.NFL, 1, 900), None),
        (Sport.NFL, clock_place(Sport.NFL, 1, 451), None),
        (Sport.NFL, clock_place(Sport.NFL, 1, 450), "quarter 1"),
        (Sport.NFL, clock_place(Sport.NFL, 4, 0), "quarter 4"),
        (Sport.NFL, clock_place(Sport.NFL, 5, 600), None),
        (Sport.NFL, clock_place(Sport.NFL, 5, 900), None),
        (Sport.NFL, clock_place(Sport.NFL, 5, 300), "overtime"),
        (Sport.NFL, clock_place(Sport.NFL, 6, 600), "overtime"),
        (Sport.NBA, clock_place(Sport.NBA, 3, 361), None),
        (Sport.NBA, clock_place(Sport.NBA, 3, 360), "quarter 3"),
        (Sport.NBA, clock_place(Sport.NBA, 5, 150), "overtime"),
        (Sport.MLB, innings_place(1, True, 2), None),
        (Sport.MLB, innings_place(2, False, 2), None),
        (Sport.MLB, innings_place(2, True, 0), "innings 1-3"),
        (Sport.MLB, innings_place(3, False, 0), "innings 1-3"),
        (Sport.MLB, innings_place(4, True, 1), None),
        (Sport.MLB, innings_place(8, True, 0), "innings 7-9"),
        (Sport.MLB, innings_place(10, False, 2), None),
        (Sport.MLB, innings_place(10, True, 0), "extra innings"),
        (Sport.MLB, innings_place(13, False, 1), "extra innings"),
    ],
)
def test_a_forecast_counts_from_the_middle_of_its_phase_on(
    sport: Sport, place: Place, phase: str | None
) -> None:
    found = phase_at(sport, place)
    assert (found.name if found else None) == phase
