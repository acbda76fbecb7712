// Wires the page: token, list of games, the chosen game's stream, drawing at most once a frame.

import { Chart } from "./chart.js";
import { show } from "./dom.js";
import { champion, models } from "./models.js";
import { STALE_SECONDS, notice } from "./notice.js";
import { empty, fold } from "./picture.js";
import { Refused, ask, forget, keep, takeToken, token } from "./session.js";
import { Stream } from "./stream.js";
import * as view from "./view.js";

const LIST_EVERY_MS = 3000;
const MODELS_EVERY_MS = 30000;
const at = (id) => document.getElementById(id);
const chart = new Chart(at("chart"));
const page = { list: [], chosen: null, picture: empty(), stream: null, polling: null, drawing: false, heard: 0, champions: new Map(), asking: null };

function signIn(words) {
  stop();
  for (const id of ["live", "models", "leave", "notice"]) show(id, false);
  show("sign-in", true);
  show("sign-in-error", Boolean(words));
  at("sign-in-error").textContent = words ?? "";
  view.link("off", "not connected");
  at("token").focus();
}

function stop() {
  page.stream?.end();
  clearTimeout(page.polling);
  clearTimeout(page.asking);
  Object.assign(page, { stream: null, chosen: null, list: [] });
}

function start() {
  show("sign-in", false);
  show("leave", true);
  view.link("wait", "connecting…");
  turn();
  poll();
}

const onModels = () => location.hash === "#models";

/** The games or the models, as the address says. */
function turn() {
  if (!token()) return;
  show("live", !onModels());
  show("models", onModels());
  if (onModels()) show("notice", false);
  for (const [id, current] of [["to-games", !onModels()], ["to-models", onModels()]]) at(id).setAttribute("aria-current", current ? "page" : "false");
  learn();
  redraw();
}

/** Ask again and again who serves: all of it for the models' view, the champion for a game's notice. */
async function learn() {
  clearTimeout(page.asking);
  try {
    if (onModels()) await models();
    else await meet(page.picture.state?.sport);
    show("models-error", false);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return refused(error.message);
    at("models-error").textContent = error instanceof Refused ? error.message : "the gateway does not answer, trying again…";
    show("models-error", true);
  }
  page.asking = setTimeout(learn, MODELS_EVERY_MS);
}

async function meet(sport) {
  if (!sport) return;
  page.champions.set(sport, await champion(sport));
  redraw();
}

/** Ask for the games again and again; the chosen one's own stream is faster. */
async function poll() {
  try {
    merge(await ask("/live/games/active"));
    if (!page.stream) view.link("on", page.list.length ? "connected" : "connected, no game is on");
    if (!page.chosen && page.list.length) choose(remembered());
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return refused(error.message);
    view.link("lost", error instanceof Refused ? error.message : "the gateway does not answer, trying again…");
  }
  view.games(page.list, page.chosen, choose);
  show("nothing", !page.chosen && page.list.length > 0);
  page.polling = setTimeout(poll, LIST_EVERY_MS);
}

/** A game that is no longer active was seen to its end: it stays, marked final or abandoned. */
function merge(active) {
  const known = new Set(active.map((game) => game.game_id));
  const over = page.list.filter((game) => !known.has(game.game_id));
  for (const game of over) if (!view.over(game)) ask(`/live/games/${game.game_id}/state`).then((state) => Object.assign(game, state, { best_edge: null })).catch(() => {});
  page.list = [...active, ...over];
}

function remembered() {
  const before = sessionStorage.getItem("livebet.game");
  return page.list.some((game) => game.game_id === before) ? before : page.list[0].game_id;
}

function refused(words) {
  forget();
  signIn(words);
}

function choose(gameId) {
  if (gameId === page.chosen) return;
  page.stream?.end();
  Object.assign(page, { chosen: gameId, picture: empty() });
  sessionStorage.setItem("livebet.game", gameId);
  page.stream = new Stream(gameId, told, changed);
  view.games(page.list, gameId, choose);
}

function told(frame) {
  if (frame.alert) return view.alerted(frame, page.list);
  page.heard = performance.now();
  page.picture = fold(page.picture, frame);
  if (frame.message_type === "snapshot" && !page.champions.has(frame.data.state?.sport)) learn();
  redraw();
}

function changed(state, words) {
  if (state === "refused") return refused(words);
  view.link(state === "gone" ? "lost" : state, words);
}

function redraw() {
  if (page.drawing) return;
  page.drawing = true;
  requestAnimationFrame(() => {
    page.drawing = false;
    draw();
  });
}

function draw() {
  const { picture } = page;
  show("game", Boolean(picture.state));
  if (!picture.state || onModels()) return;
  view.game(picture);
  notice(picture, page.champions.get(picture.state.sport), (performance.now() - page.heard) / 1000);
  const { sport, home_team: home, away_team: away } = picture.state;
  const drawn = `${page.chosen}/${picture.points.length}/${picture.points.at(-1)?.offset}`;
  if (drawn !== page.drawn) chart.draw({ sport, home, away, points: picture.points });
  page.drawn = drawn;
}

at("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keep(at("token").value);
  at("token").value = "";
  start();
});

at("leave").addEventListener("click", () => refused(""));

at("alert-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const edge = Number(at("alert-edge").value) / 100;
  const sports = [...new Set(page.list.map((game) => game.sport))];
  try {
    await ask("/live/alerts/subscribe", { sports: sports.length ? sports : ["nfl"], min_edge: edge });
    at("alert-said").textContent = `You will be told here from ${(edge * 100).toFixed(1)}% on.`;
  } catch (error) {
    at("alert-said").textContent = error.message;
  }
});

const isSilent = () => performance.now() - page.heard > STALE_SECONDS * 1000;
setInterval(() => (page.picture.gone.size || isSilent()) && redraw(), 1000);
window.addEventListener("hashchange", turn);

takeToken();
if (token()) start();
else signIn();
