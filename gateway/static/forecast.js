// Under the chart: the band in words, the calls of the game, what may come next.

import { moment } from "./chart.js";
import { at, barred, make, percent, show, words } from "./dom.js";
import { callsOf } from "./layers.js";

const SHOWN = 5;
const NOTHING = {
  nfl: { score: "no score this half", stop: "neither this half" },
  nba: { score: "no more points", stop: "neither this half" },
  mlb: { score: "no more runs", stop: "none" },
};

const STOPS = {
  nfl: "Next timeout or turnover",
  nba: "Next timeout or turnover",
  mlb: "Next side retired without a run",
};

export function forecast({ prediction, points, state }) {
  const teams = { home: state.home_team, away: state.away_team };
  at("band-now").textContent = band(prediction, teams);
  at("calls").replaceChildren(...callsOf(points, teams).map((call) => callItem(call, state.sport)));
  const coming = state.phase === "in_play" ? prediction?.next_event : null;
  chances("next-score", coming?.score, NOTHING[state.sport].score, teams);
  chances("next-stop", coming?.stop, NOTHING[state.sport].stop, teams);
  const unit = state.sport === "mlb" ? "outs" : "min";
  at("until-score").textContent = coming ? `in ${coming.until_score.toFixed(1)} ${unit} on average` : "";
  at("next-stop-title").textContent = STOPS[state.sport];
  show("coming", Boolean(coming));
}

function band(prediction, { home }) {
  if (!prediction || prediction.low === null) return "The model tells no band.";
  const width = `${home} ${percent(prediction.low)} – ${percent(prediction.high)}`;
  return `Band ${width}: of plays given about this probability, in nine seasons of ten such a share is won.`;
}

function callItem({ point, side, promised, team }, sport) {
  const sure = percent(Math.max(point.home_win_probability, 1 - point.home_win_probability));
  const when = moment(sport, point.quarter_period, point.game_clock);
  const name = make("b", { class: side }, `${team}`);
  return make("li", {}, `${percent(promised, 0)} call: `, name, ` at ${when}, given ${sure}`);
}

/** The likeliest first, the rest together. */
function chances(id, told, nothing, teams) {
  const sorted = Object.entries(told ?? {}).sort((one, other) => other[1] - one[1]);
  const rows = sorted.slice(0, SHOWN).map(([name, chance]) => barred(...named(name, chance, nothing, teams)));
  const rest = sorted.slice(SHOWN).reduce((sum, [, chance]) => sum + chance, 0);
  if (rest >= 0.005) rows.push(barred("anything else", rest));
  at(id).replaceChildren(...rows);
  show(`${id}-part`, rows.length > 0);
}

function named(name, chance, nothing, teams) {
  if (name === "none") return [words(nothing), chance, ""];
  const [side, ...what] = name.split(" ");
  return [[teams[side] ?? side, ...what].join(" "), chance, side];
}
