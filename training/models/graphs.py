"""The members as ONNX files: `model.onnx` (trees), `momentum.onnx`, `event.onnx`.

All take `rows`, float32 [n, features of the sport], in the order of the sport's table. The momentum net also
takes and gives `memory` [n, `memory_width`]: zeros for a game that begins.
"""

import numpy as np

from livebet.domain.games import Sport
from livebet.features.diffusion import REGULATION_SECONDS
from livebet.features.row import FEATURES_OF
from training.data.rows import NEXT_SCORES
from training.models.coming import STOPS, mirrored_classes
from training.models.event import UNIT, Event
from training.models.momentum import Momentum
from training.models.names import LOGIT, MEMORY, MEMORY_AFTER, SCORES, STOPS_NAME, UNTIL_SCORE
from training.models.onnx_parts import Shapes, Sketch
from training.models.reads import READS
from training.models.sides import SYMMETRIC, sides_of
from training.models.trees import GRAIN, PACE, Trees
from training.runner import INPUT, OUTPUT


def _column(sketch: Sketch, sport: Sport, name: str, output: str) -> None:
    sketch.take(INPUT, [FEATURES_OF[sport].names.index(name)], output)


def _sign(sketch: Sketch, sport: Sport) -> None:
    """`sign`: 1 home has the ball, -1 away, 0 nobody knows; `away_has_it`."""
    _column(sketch, sport, "possession", "possession")
    sketch.add("IsNaN", ["possession"], "nobody")
    sketch.constant("zero", np.zeros(1, np.float32))
    sketch.add("Where", ["nobody", "zero", "possession"], "sign")
    sketch.add("Less", ["sign", "zero"], "away_has_it")


def _mirrored(sketch: Sketch, sport: Sport) -> None:
    """`mirrored`: the rows with home and away swapped."""
    sides = sides_of(sport)
    sketch.take(INPUT, sides.places, "exchanged")
    sketch.add("Mul", ["exchanged", sketch.constant("signs", sides.signs)], "mirrored")


def _held(sketch: Sketch, sport: Sport) -> None:
    """`view`: the rows as the side in possession sees them."""
    _sign(sketch, sport)
    _mirrored(sketch, sport)
    sketch.add("Where", ["away_has_it", "mirrored", INPUT], "view")


def _answer(sketch: Sketch, logit: str) -> None:
    sketch.add("Squeeze", [logit, sketch.constant("last_axis", np.array([1]))], LOGIT)
    sketch.add("Sigmoid", [LOGIT], OUTPUT)


def trees_graph(trees: Trees) -> bytes:
    """Rows to `home_win_probability` and its `logit`."""
    sport, reads, sketch = trees.sport, READS[trees.sport], Sketch()
    symmetric = sport in SYMMETRIC
    if symmetric:
        _held(sketch, sport)
    view = "view" if symmetric else INPUT
    _tree_rows(sketch, sport, view)
    sketch.trees(trees.booster, len(reads.columns), "tree_rows", "learnt")
    told = "learnt"
    if trees.late is not None:
        _late(sketch, trees, view)
        sketch.add("Add", ["learnt", "late"], "learnt_in_all")
        told = "learnt_in_all"
    if symmetric:
        sketch.add("Mul", [told, "sign"], "turned_back")
        told = "turned_back"
    _column(sketch, sport, "diffusion_logit", "diffusion")
    if reads.alone:
        _unless_silent(sketch, sport, told)
    else:
        sketch.add("Add", ["diffusion", told], "log_odds")
    _answer(sketch, "log_odds")
    shape: Shapes = {INPUT: ["n", len(FEATURES_OF[sport].names)]}
    return sketch.finish(f"{sport.value}_trees", shape, {OUTPUT: ["n"], LOGIT: ["n"]})


def _tree_rows(sketch: Sketch, sport: Sport, view: str) -> None:
    """`tree_rows`: as `tree_view`."""
    reads, names = READS[sport], FEATURES_OF[sport].names
    if not reads.alone:
        sketch.take(view, [names.index(name) for name in reads.trees], "tree_rows")
        return
    sketch.take(view, [names.index(name) for name in reads.trees], "plain")
    _column(sketch, sport, "seconds_left", "clock")
    sketch.add("Div", ["clock", sketch.constant("regulation_seconds", float(REGULATION_SECONDS))], "left")
    sketch.add("Clip", ["left", sketch.constant("nothing", 0.0), sketch.constant("whole", 1.0)], "share_left")
    sketch.add("Sub", ["whole", "share_left"], "gone")
    sketch.constant("grain", GRAIN)
    for kind, told, pace in (("fading", reads.fading, -PACE), ("growing", reads.growing, PACE)):
        sketch.take(view, [names.index(name) for name in told], f"{kind}_told")
        sketch.add("IsNaN", [f"{kind}_told"], f"{kind}_unknown")
        sketch.add("Where", [f"{kind}_unknown", "nothing", f"{kind}_told"], f"{kind}_known")
        sketch.add("Mul", ["gone", sketch.constant(f"{kind}_pace", pace)], f"{kind}_power")
        sketch.add("Exp", [f"{kind}_power"], f"{kind}_share")
        sketch.add("Mul", [f"{kind}_known", f"{kind}_share"], f"{kind}_now")
        sketch.add("Mul", [f"{kind}_now", "grain"], f"{kind}_grains")
        sketch.add("Round", [f"{kind}_grains"], f"{kind}_whole")
        sketch.add("Div", [f"{kind}_whole", "grain"], kind)
    sketch.add("Concat", ["plain", "fading", "growing"], "tree_rows", axis=1)


def _unless_silent(sketch: Sketch, sport: Sport, told: str) -> None:
    """`log_odds`: of the trees; of the diffusion in overtime and where nobody is known to have the ball."""
    _column(sketch, sport, "overtime", "in_overtime")
    sketch.add("Greater", ["in_overtime", sketch.constant("regular", 0.5)], "is_overtime")
    sketch.add("Equal", ["sign", sketch.constant("no_side", 0.0)], "no_holder")
    sketch.add("Or", ["is_overtime", "no_holder"], "silent")
    sketch.add("Where", ["silent", "diffusion", told], "log_odds")


def _late(sketch: Sketch, trees: Trees, view: str) -> None:
    """`late`: what the late trees say, 0 while they have nothing to say."""
    sport, reads = trees.sport, READS[trees.sport]
    names = FEATURES_OF[sport].names
    sketch.take(view, [names.index(name) for name in reads.late], "late_rows")
    sketch.trees(trees.late, len(reads.late), "late_rows", "late_trees")
    _column(sketch, sport, "seconds_left", "seconds_left")
    _column(sketch, sport, "overtime", "overtime")
    sketch.constant("late_seconds", np.array([reads.late_seconds], np.float32))
    sketch.constant("half", np.array([0.5], np.float32))
    sketch.constant("none", np.zeros(1, np.float32))
    sketch.add("LessOrEqual", ["seconds_left", "late_seconds"], "few_seconds")
    sketch.add("Less", ["overtime", "half"], "regulation")
    sketch.add("And", ["few_seconds", "regulation"], "is_late")
    sketch.add("Where", ["is_late", "late_trees", "none"], "late")


def memory_width(momentum: Momentum) -> int:
    """Numbers that the net carries from play to play: the last inputs, its output and its cell, by side."""
    sides = 2 if momentum.symmetric else 1
    return sides * (momentum.inputs.width + 2 * momentum.net.lstm.hidden_size)


def momentum_graph(sport: Sport, momentum: Momentum) -> bytes:
    """Rows and memory to `home_win_probability`, its `logit` and the memory after this play."""
    sketch, hidden = Sketch(), momentum.net.lstm.hidden_size
    width, sides = momentum.inputs.width, 2 if momentum.symmetric else 1
    features, memory, seen = len(FEATURES_OF[sport].names), memory_width(momentum), INPUT
    if momentum.symmetric:
        _mirrored(sketch, sport)
        sketch.add("Concat", [INPUT, "mirrored"], "both", axis=1)
        sketch.add("Reshape", ["both", sketch.constant("one_a_side", np.array([-1, features]))], "seen")
        seen = "seen"
    sketch.inputs(momentum.inputs, seen, "now")
    each = sketch.constant("memory_a_side", np.array([-1, memory // sides]))
    sketch.add("Reshape", [MEMORY, each], "memories")
    sketch.constant("cuts", np.array([width, hidden, hidden]))
    sketch.add("Split", ["memories", "cuts"], ["last", "output_before", "cell_before"], axis=1)
    _step(sketch, momentum)
    sketch.add("Concat", ["now", "output", "cell"], "remembered", axis=1)
    whole = sketch.constant("memory_a_game", np.array([-1, memory]))
    sketch.add("Reshape", ["remembered", whole], MEMORY_AFTER)
    sketch.constant("out", momentum.net.out.weight.detach().cpu().numpy().T / sides)
    sketch.add("MatMul", ["output", "out"], "said")
    if momentum.symmetric:
        sketch.add("Reshape", ["said", sketch.constant("by_game", np.array([-1, 2]))], "by_side")
        sketch.add("MatMul", ["by_side", sketch.constant("versus", np.array([[1.0], [-1.0]]))], "difference")
    _column(sketch, sport, "diffusion_logit", "diffusion")
    sketch.add("Add", ["diffusion", "difference" if momentum.symmetric else "said"], "log_odds")
    _answer(sketch, "log_odds")
    takes: Shapes = {INPUT: ["n", features], MEMORY: ["n", memory]}
    gives: Shapes = {OUTPUT: ["n"], LOGIT: ["n"], MEMORY_AFTER: ["n", memory]}
    return sketch.finish(f"{sport.value}_momentum", takes, gives)


def _step(sketch: Sketch, momentum: Momentum) -> None:
    """One step of the LSTM: `now` and what was carried to `output` and `cell`. Gates are i, f, g, o."""
    lstm = momentum.net.lstm
    told = {name: value.detach().cpu().numpy() for name, value in lstm.named_parameters()}
    weights = [told["weight_ih_l0"], told["weight_hh_l0"]]
    bias = told["bias_ih_l0"] + told["bias_hh_l0"]
    sketch.add("Sub", ["now", "last"], "change")
    sketch.add("Concat", ["now", "change", "output_before"], "read", axis=1)
    sketch.constant("gate_weights", np.concatenate(weights, axis=1).T.copy())
    sketch.add("Gemm", ["read", "gate_weights", sketch.constant("gate_bias", bias)], "gates")
    quarter = sketch.constant("quarters", np.array([lstm.hidden_size] * 4))
    sketch.add("Split", ["gates", quarter], ["i", "f", "g", "o"], axis=1)
    for gate in ("i", "f", "o"):
        sketch.add("Sigmoid", [gate], f"{gate}_open")
    sketch.add("Tanh", ["g"], "news")
    sketch.add("Mul", ["f_open", "cell_before"], "kept")
    sketch.add("Mul", ["i_open", "news"], "added")
    sketch.add("Add", ["kept", "added"], "cell")
    sketch.add("Tanh", ["cell"], "shown")
    sketch.add("Mul", ["o_open", "shown"], "output")


def event_graph(sport: Sport, event: Event) -> bytes:
    """Rows to the chances of the next score and of the next stop, and the mean minutes (outs) to a score."""
    sketch, scores, stops = Sketch(), len(NEXT_SCORES[sport]), len(STOPS[sport])
    _held(sketch, sport)
    sketch.inputs(event.inputs, "view", "now")
    layers = (("first", event.net.first), ("second", event.net.second), ("out", event.net.out))
    before = "now"
    for name, layer in layers:
        weight = sketch.constant(f"{name}_weight", layer.weight.detach().cpu().numpy().T.copy())
        bias = sketch.constant(f"{name}_bias", layer.bias.detach().cpu().numpy())
        sketch.add("Gemm", [before, weight, bias], name)
        if name != "out":
            sketch.add("Relu", [name], f"{name}_kept")
        before = f"{name}_kept"
    sketch.take("out", range(scores), "score_told")
    _chances(sketch, "score_told", NEXT_SCORES[sport], SCORES)
    gives: dict[str, list[str | int | None]] = {SCORES: ["n", scores], UNTIL_SCORE: ["n"]}
    if stops:
        sketch.take("out", range(scores, scores + stops), "stop_told")
        _chances(sketch, "stop_told", STOPS[sport], STOPS_NAME)
        gives[STOPS_NAME] = ["n", stops]
    sketch.constant("wait_place", np.array(scores + stops))
    sketch.add("Gather", ["out", "wait_place"], "log_wait", axis=1)
    sketch.add("Exp", ["log_wait"], "wait")
    told = UNIT if sport is Sport.MLB else UNIT / 60.0  # waits are of seconds, in baseball of outs
    sketch.add("Mul", ["wait", sketch.constant("unit", told)], UNTIL_SCORE)
    return sketch.finish(f"{sport.value}_event", {INPUT: ["n", len(FEATURES_OF[sport].names)]}, gives)


def _chances(sketch: Sketch, told: str, names: tuple[str, ...], output: str) -> None:
    """Scores of classes as chances, turned back to home and away."""
    sketch.add("Softmax", [told], f"{output}_held", axis=1)
    sketch.take(f"{output}_held", mirrored_classes(names), f"{output}_turned")
    sketch.add("Where", ["away_has_it", f"{output}_turned", f"{output}_held"], output)
