"""What the three sports add to Dagster."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.graph import graph_of
from pipelines.defs.sports.jobs import definitions_of

GRAPHS = {sport: graph_of(sport) for sport in Sport}

defs = dg.Definitions.merge(*(definitions_of(graph) for graph in GRAPHS.values()))
