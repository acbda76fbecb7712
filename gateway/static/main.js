// Wires the page: token, list of games, the chosen game's stream, drawing at most once a frame.

import { Chart } from "./chart.js";
import { empty, fold } from "./picture.js";
import { Refused, ask, forget, keep, takeToken, token } from "./session.js";
import { Stream } from "./stream.js";
import * as view from "./view.js";

const LIST_EVERY_MS = 3000;
const at = (id) => document.getElementById(id);
const chart = new Chart(at("chart"));
const page = { list: [], chosen: null, picture: empty(), stream: null, polling: null, drawing: false };

function signIn(words) {
  stop();
  view.show("live", false);
  view.show("leave", false);
  view.show("notice", false);
  view.show("sign-in", true);
  view.show("sign-in-error", Boolean(words));
  at("sign-in-error").textContent = words ?? "";
  view.link("off", "not connected");
  at("token").focus();
}

function stop() {
  page.stream?.end();
  clearTimeout(page.polling);
  Object.assign(page, { stream: null, chosen: null, list: [] });
}

function start() {
  view.show("sign-in", false);
  view.show("live", true);
  view.show("leave", true);
  view.link("wait", "connecting…");
  poll();
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
  view.show("nothing", !page.chosen && page.list.length > 0);
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
  page.picture = fold(page.picture, frame);
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
  view.show("game", Boolean(picture.state));
  if (!picture.state) return;
  view.game(picture);
  view.notice(picture);
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

setInterval(() => page.picture.gone.size && redraw(), 1000);

takeToken();
if (token()) start();
else signIn();
