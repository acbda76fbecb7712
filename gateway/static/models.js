// The models of the three sports: what their cards say, the guard, and how often they were right.

import { at, barred, make, percent } from "./dom.js";
import { accuracy, shadows, signed } from "./judged.js";
import { Refused, ask } from "./session.js";

const SPORTS = ["nfl", "nba", "mlb"];
const LEARNT = {
  "simulated seasons": "Learnt from simulated seasons: games that nobody ever played. How it does in real games is not known.",
  "recordings with ratings": "Learnt from recordings of real games, with ratings in place of closing lines.",
  "real seasons with closing lines": "Learnt from real seasons with closing lines.",
};
const UNSAID = "Its card does not say what it learnt from.";

/** The champion of a sport; null before the first. */
export async function champion(sport) {
  try {
    return await ask(`/live/models/champion?sport=${sport}`);
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

async function told(sport) {
  const of = `?sport=${sport}`;
  const [model, right, beside] = await Promise.all([champion(sport), ask(`/live/accuracy${of}`), ask(`/live/models/shadows${of}`)]);
  return { sport, model, right, beside };
}

export async function models() {
  at("models-of").replaceChildren(...(await Promise.all(SPORTS.map(told))).map(card));
}

function card({ sport, model, right, beside }) {
  const title = make("h2", {}, sport.toUpperCase());
  if (!model) return make("section", { class: "card model" }, title, make("p", { class: "empty" }, "No model serves yet: livebet train makes one."));
  const named = make("p", { class: "small" }, `${model.name}, version ${model.version}, since ${model.updated.slice(0, 16).replace("T", " ")} UTC`);
  const simulated = model.card.learnt_from === "simulated seasons";
  const learnt = make("p", { class: simulated ? "learnt simulated" : "learnt" }, LEARNT[model.card.learnt_from] ?? UNSAID);
  return make(
    "section", { class: "card model" }, make("div", { class: "head" }, title, named), learnt, alarms(model),
    make("div", { class: "facts" }, facts(model)), make("div", { class: "judged" }, ...accuracy(right), ...shadows(beside)),
  );
}

function alarms({ guard, roll_back }) {
  if (guard?.length) {
    const phases = guard.map((one) => `${one.phase} (${one.direction}, ${one.games} games)`).join(", ");
    return make("p", { class: "alarm", role: "alert" }, `Calibration guard in alarm: ${phases}. The blend follows the market there. Roll back with `, make("code", {}, roll_back));
  }
  return make("p", { class: "small" }, guard ? "Calibration guard: no phase in alarm." : "Calibration guard: its board cannot be read.");
}

const seasons = (list) => (list.length > 2 ? `${list[0]} – ${list.at(-1)} (${list.length})` : list.join(", "));
const games = (count) => (count === null ? "" : `, ${count.toLocaleString("en")} games`);

function facts({ card: said, features, roll_back, weights_now }) {
  const rows = [
    ["Learnt on", said.seasons_learnt.length ? seasons(said.seasons_learnt) + games(said.games_learnt) : "not said"],
    ["Judged on", said.seasons_judged.length ? seasons(said.seasons_judged) + games(said.games_judged) : "not said"],
    ["Scores there", scores(said.metrics)],
    ["Calls there", promises(said.metrics)],
    ["Members", members(said.weights, weights_now)],
    ["One call a game from", thresholds(said.calls.game)],
    ["Called plays from", thresholds(said.calls.plays) + frozen(said.calls)],
    ["Weight beside the market", market(said.market)],
    ["Momentum", momentum(said.momentum)],
    ["Features", String(features.length)],
    ["Roll back", make("code", {}, roll_back)],
  ];
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

/** The headline of the card's metrics, and the difference to the anchor of the same rows. */
function scores(numbers) {
  const known = ["log_loss", "brier", "accuracy", "calibration_error"].filter((name) => numbers[name] != null);
  const told = known.map((name) => `${name.replaceAll("_", " ")} ${numbers[name].toFixed(4)}`);
  if (numbers.against_anchor != null) told.push(`against the anchor ${signed(numbers.against_anchor)} [${signed(numbers.against_anchor_low)}, ${signed(numbers.against_anchor_high)}]`);
  return told.join(", ") || "not said";
}

/** How calls kept their promises on games that were not learnt from, each with what it covers. */
function promises(numbers) {
  const kinds = [["one_call_a_game", "one call a game"], ["called_plays", "called plays"]];
  const told = kinds.flatMap(([key, name]) => ["0.85", "0.90"].filter((level) => numbers[`${key}_${level}_right`] != null).map((level) => {
    const [right, covered] = ["right", "called"].map((what) => percent(numbers[`${key}_${level}_${what}`], 0));
    return `${name} at ${percent(Number(level), 0)}: ${right} right, ${covered} called`;
  }));
  return told.length ? make("ul", {}, ...told.map((line) => make("li", {}, line))) : "not said";
}

/** What members weigh now, and what they weighed when they were learnt, where that is another share. */
function members(learnt, now) {
  const bars = Object.entries(now ?? learnt).map(([name, weight]) => {
    const moved = Math.abs(weight - (learnt[name] ?? weight)) >= 0.005;
    return barred(moved ? `${name} (was ${percent(learnt[name], 0)})` : name, weight);
  });
  return bars.length ? make("ul", { class: "bars" }, ...bars) : "not said";
}

const inOrder = (told) => Object.entries(told).sort(([one], [other]) => Number(one) - Number(other));
const thresholds = (levels) => inOrder(levels).map(([promise, least]) => `${percent(least)} (promise ${percent(Number(promise), 0)})`).join(", ") || "no call is made";
const frozen = ({ frozen_on: on }) => (on.length ? `; frozen on ${seasons(on)}` : "");

function market(told) {
  if (!told || !Object.keys(told.shares).length) return "none learnt, so nothing is blended";
  const shares = inOrder(told.shares).map(([period, share]) => `period ${period} on ${percent(share, 0)}`);
  return `${shares.join(", ")}; learnt on ${told.learnt_on || "prices that the card does not name"}`;
}

function momentum(told) {
  if (!told) return "not said";
  const range = told.worth === null ? "" : ` (log loss saved ${told.worth.toFixed(5)}, interval ${told.low?.toFixed(5)} to ${told.high?.toFixed(5)})`;
  return `${told.says === "none" ? "no measured effect" : told.says}${range}`;
}
