// What lies around the curve of the chart: the band, the market's line, the blend of both, the calls.

import { draw, percent } from "./dom.js";

const known = (value) => value !== null && value !== undefined;

/** Each dot's value holds until the next dot; the line breaks where nothing is known. */
function steps(dots, value) {
  let path = "";
  let drawing = false;
  for (const dot of dots) {
    const y = value(dot);
    if (y !== null) path += drawing ? `H${dot.x}V${y}` : `M${dot.x},${y}`;
    else if (drawing) path += `H${dot.x}`;
    drawing = y !== null;
  }
  return path;
}

/** Below the curve: the band, from each dot to the next. */
export function under(dots, y) {
  const boxes = dots.map((dot, n) => {
    const end = dots[n + 1]?.x ?? dot.x;
    return known(dot.low) && known(dot.high) ? `M${dot.x},${y(dot.high)}H${end}V${y(dot.low)}H${dot.x}Z` : "";
  });
  const line = (name) => steps(dots, (dot) => (known(dot[name]) ? y(dot[name]) : null));
  return [
    draw("path", { d: boxes.join(""), class: "band" }),
    draw("path", { d: line("market_probability"), class: "market" }),
    draw("path", { d: line("blended_probability"), class: "blended" }),
  ];
}

/** The calls that were made of the game, oldest first: the dot, the promise, the side and its name. */
export function callsOf(points, { home, away }) {
  return points.filter((point) => point.game_call > 0).map((point) => {
    const side = point.home_win_probability >= 0.5 ? "home" : "away";
    return { point, side, promised: point.game_call, team: side === "home" ? home : away };
  });
}

/** Over the curve: a flag at each call, its label beyond even chances, on a row of its own. */
export function flags(dots, teams, { even, right }) {
  return callsOf(dots, teams).flatMap(({ point, side, promised, team }, row) => {
    const label = side === "home" ? even + 18 + row * 15 : even - 10 - row * 15;
    const leftwards = point.x > right - 90;
    const words = { x: point.x + (leftwards ? -5 : 5), y: label, class: `call ${side}`, "text-anchor": leftwards ? "end" : "start" };
    const { x, y } = point;
    return [
      draw("line", { x1: x, x2: x, y1: side === "home" ? label : label - 9, y2: y, class: `call ${side}` }),
      draw("path", { d: `M${x},${y - 6}l6,6l-6,6l-6,-6Z`, class: `call ${side}` }),
      draw("text", words, `call ${percent(promised, 0)}: ${team}`),
    ];
  });
}

/** What the tooltip says of a dot beside its probability. */
export function beside(dot) {
  const told = [];
  if (known(dot.low)) told.push(`band ${percent(dot.low)} – ${percent(dot.high)} home`);
  if (known(dot.market_probability)) told.push(`market ${percent(dot.market_probability)} home`);
  if (known(dot.blended_probability)) told.push(`blended ${percent(dot.blended_probability)} home`);
  return told;
}
