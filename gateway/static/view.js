// From the picture of a game to the page. Text only ever enters as text, never as markup.

import { moment } from "./chart.js";
import { at, make, percent, show, words } from "./dom.js";
import { forecast } from "./forecast.js";

const GONE_MS = 6000;
const COLUMNS = [
  ["moneyline", "away"], ["moneyline", "home"], ["spread", "away"], ["spread", "home"], ["total", "over"], ["total", "under"],
];
const TITLES = { moneyline: "Moneyline", spread: "Spread", total: "Total" };
const TIMEOUTS = { nfl: [1, 2, 3], nba: [1, 2, 3, 4, 5, 6, 7], mlb: [] };
const ORDINALS = ["", "1st", "2nd", "3rd", "4th"];

const signed = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value)}`;

/** Whether nothing more of it is expected. */
export const over = (game) => ["final", "abandoned"].includes(game.phase);

export function when(game) {
  if (game.phase === "scheduled") return "not begun";
  if (over(game)) return game.phase;
  return moment(game.sport, game.quarter_period, game.game_clock);
}

/** Sport, clock, and whether anybody ever played it. */
const about = (game) => `${game.sport.toUpperCase()} ${when(game)}${game.simulated ? " · simulated" : ""}`;

/** The list of games; `pick(game_id)` when one is chosen. */
export function games(list, chosen, pick) {
  const focused = document.activeElement?.dataset?.game;
  const items = list.map((game) => make("li", {}, pickable(game, game.game_id === chosen, pick)));
  at("games").replaceChildren(...items);
  if (focused) at("games").querySelector(`[data-game="${focused}"]`)?.focus();
  show("no-games", list.length === 0);
}

function pickable(game, current, pick) {
  const known = game.home_win_probability;
  const bar = make("span", { class: "bar" }, make("span", { class: "a" }), make("span", { class: "h" }));
  bar.children[0].style.width = known === null ? "0" : percent(1 - known);
  bar.children[1].style.width = known === null ? "0" : percent(known);
  const chance = known === null ? "no prediction yet" : `${known >= 0.5 ? game.home_team : game.away_team} ${percent(Math.max(known, 1 - known), 0)}`;
  const edge = game.best_edge === null ? "" : ` · edge ${percent(game.best_edge)}`;
  const button = make(
    "button", { type: "button", class: "pick", "data-game": game.game_id, "aria-current": String(current) },
    make("span", { class: "side" }, game.away_team), make("span", { class: "points" }, String(game.current_score.away)),
    make("span", { class: "side" }, game.home_team, make("i", {}, "home")),
    make("span", { class: "points" }, String(game.current_score.home)),
    bar, make("span", { class: "meta" }, make("span", {}, about(game)), make("span", {}, chance + edge)),
  );
  button.addEventListener("click", () => pick(game.game_id));
  return button;
}

/** Everything of the chosen game but the chart. */
export function game(picture) {
  board(picture);
  forecast(picture);
  bets(picture);
  quotes(picture);
  events(picture);
}

function board({ game, state, prediction, forecasts }) {
  if (!state) return;
  const rivals = [...forecasts].map(([name, home]) => make("span", { class: "small" }, ` · ${name} says ${percent(home)} home`));
  const teams = { home: state.home_team, away: state.away_team };
  for (const side of ["home", "away"]) {
    at(`${side}-name`).textContent = teams[side];
    at(`${side}-score`).textContent = state.current_score[side];
    at(`${side}-ball`).classList.toggle("has", state.possession === side && state.phase === "in_play");
    const left = state.timeouts[side];
    at(`${side}-timeouts`).title = `${left} timeouts left`;
    at(`${side}-timeouts`).replaceChildren(...TIMEOUTS[state.sport].map((n) => make("b", { class: n <= left ? "left" : "" })));
  }
  at("clock").textContent = when({ ...state, sport: state.sport ?? game?.sport });
  at("situation").textContent = situation(state, teams);
  at("play").textContent = state.description;
  at("play").title = state.description;
  at("odds-now").replaceChildren(...chances(prediction, teams), ...rivals);
}

function chances(prediction, teams) {
  if (!prediction) return ["no prediction yet"];
  return [
    make("span", { class: "a" }, `${teams.away} ${percent(prediction.away_win_probability)}`), " · ",
    make("span", { class: "h" }, `${teams.home} ${percent(prediction.home_win_probability)}`),
    make("span", { class: "small" }, ` · confidence ${percent(prediction.confidence_score, 0)} · model ${prediction.model_version}`),
  ];
}

const SITUATIONS = { nfl: drive, nba: floor, mlb: diamond };
const BASES = ["bases empty", "runner on first", "runner on second", "first and second", "runner on third", "first and third", "second and third", "bases loaded"];

function situation(state, teams) {
  return state.phase === "in_play" ? (SITUATIONS[state.sport] ?? drive)(state, teams) : "";
}

function floor({ possession, detail }, teams) {
  const bonus = ["away", "home"].filter((side) => detail[`bonus_${side}`]).map((side) => `${teams[side]} in the bonus`);
  const fouls = `team fouls ${teams.away} ${detail.fouls_away ?? 0}, ${teams.home} ${detail.fouls_home ?? 0}`;
  return [teams[possession] ? `${teams[possession]} ball` : "", fouls, ...bonus].filter(Boolean).join(" · ");
}

function diamond({ possession, detail }, teams) {
  const count = `${detail.balls ?? 0}–${detail.strikes ?? 0}`;
  const out = `${detail.outs ?? 0} out`;
  const who = detail.batter && detail.pitcher ? `${detail.batter} against ${detail.pitcher}` : "";
  return [`${teams[possession] ?? ""} bats`, out, BASES[detail.bases ?? 0], count, who].filter(Boolean).join(" · ");
}

function drive(state, teams) {
  const team = teams[state.possession];
  if (!team) return "";
  if (!state.down) return `${team} ball`;
  const yards = state.yards_to_goal;
  const toGo = yards !== null && state.distance >= yards ? "goal" : state.distance;
  const where = yards === null ? "" : yards === 50 ? ", at midfield" : yards < 50 ? `, at the opponent’s ${yards}` : `, at its own ${100 - yards}`;
  return `${team} ball · ${ORDINALS[state.down]} & ${toGo}${where}`;
}

function betName(bet, { home_team, away_team }) {
  const who = { home: home_team, away: away_team, over: "Over", under: "Under" }[bet.selection] ?? bet.selection;
  if (bet.bet_type === "moneyline") return `${who} to win`;
  return bet.bet_type === "spread" ? `${who} ${signed(lineOf(bet))}` : `${who} ${bet.line}`;
}

/** The handicap as the selection's own side sees it. */
const lineOf = (quote) => (quote.bet_type === "spread" && quote.selection === "away" ? -quote.line : quote.line);

function bets(picture) {
  const now = performance.now();
  for (const [id, bet] of picture.gone) if (now - bet.at > GONE_MS || picture.bets.has(id)) picture.gone.delete(id);
  const open = [...picture.bets.values()].sort((one, other) => other.edge - one.edge);
  const rows = [...open, ...picture.gone.values()].map((bet) => betRow(bet, picture.state ?? picture.game ?? {}));
  for (const bet of open) bet.fresh = false;
  at("bets").tBodies[0].replaceChildren(...rows);
  at("bets").hidden = rows.length === 0;
  show("no-bets", rows.length === 0);
  at("settled").textContent = picture.settled.size ? `settled since you came: ${counted(picture.settled.values())}` : "";
}

function counted(outcomes) {
  const counts = new Map();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}

function betRow(bet, teams) {
  const name = make("td", {}, betName(bet, teams));
  if (bet.why) name.append(make("small", {}, bet.why));
  const cells = [
    make("td", {}, bet.bookmaker), make("td", { class: "edge" }, `+${percent(bet.edge)}`), make("td", {}, bet.odds.toFixed(2)),
    make("td", {}, bet.fair_odds.toFixed(2)), make("td", {}, percent(bet.model_probability)), make("td", {}, percent(bet.recommended_stake, 2)),
  ];
  return make("tr", { class: bet.why ? "gone" : bet.fresh ? "fresh" : "" }, name, ...cells);
}

function quotes(picture) {
  const all = [...picture.quotes.values()].filter((quote) => quote.period === "game");
  const columns = COLUMNS.filter(([kind]) => all.some((quote) => quote.bet_type === kind));
  const teams = picture.state ?? picture.game ?? {};
  at("quotes").tHead.replaceChildren(...quoteHead(columns, teams));
  const names = [...new Set(all.map((quote) => quote.bookmaker))].sort();
  at("quotes").tBodies[0].replaceChildren(...names.map((name) => quoteRow(name, columns, all)));
  at("quotes").hidden = all.length === 0;
  show("no-quotes", all.length === 0);
}

function quoteHead(columns, { home_team, away_team }) {
  const kinds = [...new Set(columns.map(([kind]) => kind))];
  const first = make("tr", {}, make("td", {}), ...kinds.map((kind) => make("th", { colspan: "2", scope: "colgroup" }, TITLES[kind])));
  const label = { home: home_team, away: away_team, over: "over", under: "under" };
  const second = make("tr", {}, make("th", { scope: "col" }, "Bookmaker"), ...columns.map(([, side]) => make("th", { scope: "col" }, label[side] ?? side)));
  return [first, second];
}

function quoteRow(name, columns, all) {
  const cells = columns.map(([kind, selection]) => {
    const column = all.filter((quote) => quote.bet_type === kind && quote.selection === selection);
    const quote = column.find((one) => one.bookmaker === name);
    return quote ? quoteCell(quote, column) : make("td", {}, "–");
  });
  return make("tr", {}, make("td", {}, name), ...cells);
}

function quoteCell(quote, column) {
  const bettable = quote.status === "open";
  const rivals = column.filter((one) => one.status === "open" && one.line === quote.line);
  const best = bettable && rivals.length > 1 && rivals.every((one) => one.new_odds <= quote.new_odds);
  const cell = make("td", { class: bettable ? (best ? "best" : "") : "suspended" });
  if (!bettable) cell.title = quote.status;
  const line = lineOf(quote);
  if (line !== null) cell.append(make("span", { class: "line" }, quote.bet_type === "spread" ? signed(line) : String(line)));
  cell.append(make("b", {}, quote.new_odds.toFixed(2)));
  const move = bettable ? quote.moved : 0;
  cell.append(make("span", { class: `move ${move > 0 ? "up" : move < 0 ? "down" : ""}`, "aria-hidden": "true" }, move > 0 ? "▲" : move < 0 ? "▼" : ""));
  return cell;
}

function events(picture) {
  const teams = picture.state ?? picture.game ?? {};
  const items = [...picture.events].reverse().map((event) => eventItem(event, teams));
  at("events").replaceChildren(...items);
  show("no-events", items.length === 0);
}

function eventItem(event, { sport, home_team, away_team }) {
  const impact = event.impact_score;
  const gains = impact >= 0 ? "home" : "away";
  const item = make(
    "li", { class: event.false ? "false" : "" },
    make("span", { class: "when" }, moment(sport, event.quarter_period, event.game_clock)),
    make("span", { class: `kind ${event.side ?? ""}` }, words(event.event_type)),
  );
  if (Math.abs(impact) >= 0.0005) {
    const team = gains === "home" ? home_team : away_team;
    item.append(make("span", { class: `impact ${gains}`, title: "change of win probability" }, `${team} +${percent(Math.abs(impact))}`));
  }
  item.append(make("span", { class: "what" }, event.description));
  return item;
}

export function link(state, text) {
  at("link").dataset.state = document.body.dataset.link = state;
  at("link").textContent = text;
}

export function alerted(frame, list) {
  const game = list.find((one) => one.game_id === frame.game_id) ?? {};
  const data = frame.data;
  const text = frame.message_type === "value_bet"
    ? `${betName(data, game)} at ${data.odds.toFixed(2)}, edge +${percent(data.edge)} (${data.bookmaker})`
    : `${words(data.event_type)}: ${data.description}`;
  at("alerts").prepend(make("li", {}, make("b", {}, `${game.away_team ?? ""} @ ${game.home_team ?? ""} `), text));
  while (at("alerts").children.length > 5) at("alerts").lastChild.remove();
}
