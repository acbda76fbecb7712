// How often a sport's forecasts were right, with coverage and interval, and its challengers: as tables.

import { make, percent } from "./dom.js";

const NOT_YET = "–";
const cell = (text, kind = "") => make("td", kind ? { class: kind } : {}, text);
const number = (value) => value.toLocaleString("en");

function table(heads, rows) {
  const top = make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)));
  return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, top), make("tbody", {}, ...rows)));
}

/** A share and its interval over games. */
function estimate(told) {
  if (!told) return cell(NOT_YET);
  const around = told.low === null ? "" : `${percent(told.low, 0)} – ${percent(told.high, 0)}`;
  return make("td", {}, make("b", {}, percent(told.value)), make("small", {}, around));
}

function kept({ coverage, called, accuracy }) {
  return called ? [cell(percent(coverage, 0)), estimate(accuracy)] : [cell("0%"), cell(NOT_YET)];
}

function phaseRow({ phase, games, forecasts, accuracy, expected, called }) {
  const whole = phase === "whole game" ? { class: "whole" } : {};
  return make("tr", whole, cell(phase), cell(number(games)), cell(number(forecasts)), estimate(accuracy), cell(percent(expected)), ...called.flatMap(kept));
}

export function accuracy({ games, phases, game_calls, note }) {
  const title = make("h3", {}, "How often it was right");
  if (!games) return [title, make("p", { class: "empty" }, "No forecast game has ended in this database yet."), make("p", { class: "small" }, note)];
  const promised = phases[0].called.flatMap(({ promised }) => [`called at ${percent(promised, 0)}`, "right"]);
  const heads = ["phase", "games", "forecasts", "right (95 % interval)", "expected", ...promised];
  const calls = game_calls.map((one) => make("tr", {}, cell(`promised ${percent(one.promised, 0)}`), cell(number(one.called)), ...kept(one)));
  return [
    title, table(heads, phases.map(phaseRow)),
    make("h3", {}, "One call a game"), table(["promise", "games called", "coverage", "right (95 % interval)"], calls),
    make("p", { class: "small" }, note),
  ];
}

export const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;

/** A difference of log losses and its interval over games. */
function nats(told) {
  if (!told) return cell(NOT_YET);
  const around = told.low === null ? "" : `${signed(told.low)} to ${signed(told.high)}`;
  return make("td", {}, make("b", {}, signed(told.value)), make("small", {}, around));
}

function shadowRow({ model_version, beside, games, forecasts, mean_absolute_difference, final_games, log_loss_difference }) {
  return make("tr", {}, cell(`version ${model_version}`), cell(beside.join(", ")), cell(number(games)), cell(number(forecasts)), cell(percent(mean_absolute_difference)), cell(number(final_games)), nats(log_loss_difference));
}

export function shadows(list) {
  const title = make("h3", {}, "Challengers beside it, newest 24 hours");
  if (!list.length) return [title, make("p", { class: "empty" }, "None ran beside it.")];
  const heads = ["challenger", "beside version", "games", "forecasts", "mean difference", "final games", "log loss, less is better"];
  return [title, table(heads, list.map(shadowRow))];
}
