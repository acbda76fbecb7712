"""What is measured of a challenger and its champion, on games that neither learnt from."""

import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.data.rows import Rows
from training.promotion.calibration import slices
from training.promotion.card import PROMOTED, WAITS, Evidence, EvidenceCard
from training.promotion.compare import (
    Beside,
    against_anchor,
    against_champion,
    against_coin,
    against_market,
)
from training.promotion.contenders import Contender, fair
from training.promotion.fingerprints import features_of, rows_fingerprint
from training.promotion.latency import latency
from training.promotion.rule import findings


def judged_card(
    sport: Sport, run: str, challenger: Contender, champion: Contender | None, rows: Rows, beside: Beside
) -> EvidenceCard:
    """A card with the evidence and what the rule says of it, not yet dated nor chained.

    Raises:
        NothingToJudgeError: one of both learnt from all of the rows.
    """
    both = [challenger] if champion is None else [challenger, champion]
    evidence = evidence_of(challenger, champion, fair(rows, both, beside.origin), beside)
    told = findings(evidence)
    return EvidenceCard(
        model=model_name(sport),
        version=challenger.version,
        run_id=run,
        decision=PROMOTED if all(one.holds for one in told) else WAITS,
        champion=None if champion is None else champion.version,
        reasons=tuple(one.sentence for one in told),
        features=features_of(sport, challenger.ensemble.features),
        learnt=challenger.learnt,
        champion_learnt=None if champion is None else champion.learnt,
        evidence=evidence,
    )


def evidence_of(challenger: Contender, champion: Contender | None, rows: Rows, beside: Beside) -> Evidence:
    """All measures of a challenger on rows that are new to both."""
    ours = challenger.predict(rows)
    theirs = None if champion is None else champion.predict(rows)
    keep = rows.judged
    kept = rows.where(keep)
    places = [rows.names.index(name) for name in challenger.ensemble.features]
    return Evidence(
        seasons=kept.seasons,
        rows=len(kept),
        games=len(np.unique(kept.game)),
        data=rows_fingerprint(rows),
        champion=against_champion(rows, ours, None if champion is None else champion.version, theirs),
        coin=against_coin(rows, ours),
        anchor=against_anchor(rows, ours, beside.earlier),
        market=against_market(rows, ours, beside.candles),
        slices=slices(kept, ours[keep], None if theirs is None else theirs[keep]),
        latency=latency(challenger.ensemble, kept.features[:, places]),
    )
