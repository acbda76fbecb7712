// The line above everything: what a reader must know before believing the rest.

import { at, show } from "./dom.js";

export const STALE_SECONDS = 120;
const LEARNT = {
  "simulated seasons": "learnt from simulated seasons, games that nobody ever played",
  "recordings with ratings": "learnt from recordings with ratings in place of closing lines",
};

/** `champion` of the game's sport, null before it is known; `silent` is seconds since the last word of the game. */
export function notice({ game, state, quotes, bets }, champion, silent) {
  const said = [...warnings(state, champion, silent), ...origins({ game, quotes, bets }), ...learnt(state, champion)];
  at("notice").textContent = said.join(" ");
  show("notice", said.length > 0);
}

/** The alarm of the phase that a period belongs to; alarms come in the order of the game. */
export function alarmOf(alarms, period) {
  return (alarms ?? []).find((one) => period >= one.first_period && period <= (one.last_period ?? Infinity));
}

function warnings(state, champion, silent) {
  if (state.phase !== "in_play") return [];
  const said = [];
  if (silent > STALE_SECONDS) said.push(`Nothing was heard of this game for ${Math.floor(silent / 60)} min: what stands here may be old.`);
  const alarm = alarmOf(champion?.guard, state.quarter_period);
  if (alarm) said.push(`The calibration guard is in alarm for ${alarm.phase} (${alarm.direction}): the blend follows the market. Roll back with “${champion.roll_back}”.`);
  return said;
}

function origins({ game, quotes, bets }) {
  const said = [];
  if (game?.simulated) said.push("A simulated game: nobody ever played it.");
  else if (game?.replayed) said.push("A recorded game is played back as if it were live.");
  if (game?.wall_clock === "made") said.push("Its wall clock is made from the game clock.");
  if ([...quotes.values(), ...bets.values()].some((one) => one.simulated)) said.push("Quotes of bookmakers named sim:… are simulated; no real money stands behind them.");
  return said;
}

function learnt(state, champion) {
  const how = LEARNT[champion?.card.learnt_from];
  return how ? [`The ${state.sport.toUpperCase()} model ${how}.`] : [];
}
