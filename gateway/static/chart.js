// The win-probability chart: game time across, the home side's probability up; drawn as SVG, no library.

import { draw as el, percent } from "./dom.js";
import { beside, flags, under } from "./layers.js";

// Baseball has no clock: an inning is as long as two, and a half of it begins where the clock says B.
const PERIODS = {
  nfl: { count: 4, seconds: 900, name: "Q", overtime: 600 },
  nba: { count: 4, seconds: 720, name: "Q", overtime: 300 },
  mlb: { count: 9, seconds: 2, name: "", overtime: 2 },
};
const sportOf = (sport) => PERIODS[sport] ?? PERIODS.nfl;
const MARGIN = { left: 54, right: 14, top: 12, bottom: 40 };
/** Seconds of the clock ("04:12"), 0 where there is none. */
const left = (clock) => (clock ?? "").split(":").reduce((sum, part) => sum * 60 + (Number(part) || 0), 0);

/** Half-innings left of an inning: "T7" and a number above 9 are its beginning, 0 its end. */
const halvesLeft = (clock) => (clock?.startsWith("B") ? 1 : left(clock) === 0 && !clock?.startsWith("T") ? 0 : 2);

/** Seconds of game time since kickoff at which a point lies. */
export function elapsed(sport, point) {
  const { count, seconds, overtime } = sportOf(sport);
  const period = point.quarter_period ?? 1;
  const rest = sport === "mlb" ? halvesLeft(point.game_clock) : left(point.game_clock);
  if (period <= count) return period * seconds - Math.min(rest, seconds);
  return count * seconds + (period - count) * overtime - Math.min(rest, overtime);
}

export function periodName(sport, period) {
  const { count, name } = sportOf(sport);
  if (period <= count || sport === "mlb") return `${name}${period}`;
  return period === count + 1 ? "OT" : `${period - count}OT`;
}

/** Period and clock; an inning says both in one. */
export function moment(sport, period, clock) {
  return sport === "mlb" ? clock : `${periodName(sport, period)} ${clock}`;
}

export class Chart {
  constructor(host) {
    this.host = host;
    this.tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
    this.svg = el("svg", { role: "img", tabindex: "0" });
    host.append(this.svg, this.tip);
    this.svg.addEventListener("pointermove", (event) => this.point(this.nearest(event)));
    this.svg.addEventListener("pointerleave", () => this.point(null));
    this.svg.addEventListener("blur", () => this.point(null));
    this.svg.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw(this.shown)).observe(host);
  }

  /** `shown`: { sport, home, away, points }. */
  draw(shown) {
    this.shown = shown;
    this.svg.replaceChildren();
    if (!shown || !this.svg.clientHeight) return;
    this.width = this.host.clientWidth;
    this.height = this.svg.clientHeight;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.place(shown);
    this.axes(shown);
    this.svg.append(...under(this.dots, (value) => this.y(value)));
    this.curve();
    this.marks();
    this.svg.append(...flags(this.dots, shown, { even: this.y(0.5), right: this.width - MARGIN.right }));
    this.cross = el("g", {});
    this.svg.append(this.cross);
    this.label(shown);
    if (this.at !== undefined && this.at !== null) this.point(Math.min(this.at, this.dots.length - 1));
  }

  place({ sport, points }) {
    const { count, seconds, overtime } = sportOf(sport);
    const overtimes = Math.max(0, ...points.map((point) => point.quarter_period - count));
    this.periods = count + overtimes;
    this.span = count * seconds + overtimes * overtime;
    let furthest = 0;
    this.dots = points.map((point) => {
      furthest = Math.max(furthest, elapsed(sport, point));
      return { ...point, x: this.x(furthest), y: this.y(point.home_win_probability) };
    });
  }

  x(seconds) {
    return MARGIN.left + (seconds / this.span) * (this.width - MARGIN.left - MARGIN.right);
  }

  y(probability) {
    return MARGIN.top + (1 - probability) * (this.height - MARGIN.top - MARGIN.bottom);
  }

  axes({ sport, home, away }) {
    const right = this.width - MARGIN.right;
    const bottom = this.y(0);
    for (const value of [0, 0.25, 0.5, 0.75, 1]) {
      const y = this.y(value);
      this.svg.append(el("line", { x1: MARGIN.left, x2: right, y1: y, y2: y, class: value === 0.5 ? "even" : "grid" }));
      const share = percent(Math.max(value, 1 - value), 0);
      const side = value > 0.5 ? "home" : "away";
      const name = value === 0 ? away : value === 1 ? home : null;
      this.svg.append(...this.tick(name, share, y, name ? side : ""));
    }
    for (let period = 1; period <= this.periods; period += 1) {
      const from = this.x(elapsed(sport, { quarter_period: period, game_clock: "99:00" }));
      const to = this.x(elapsed(sport, { quarter_period: period, game_clock: "0:00" }));
      this.svg.append(el("line", { x1: from, x2: from, y1: MARGIN.top, y2: bottom, class: "grid" }));
      this.svg.append(el("text", { x: (from + to) / 2, y: bottom + 17, class: "period" }, periodName(sport, period)));
    }
    this.svg.append(el("line", { x1: right, x2: right, y1: MARGIN.top, y2: bottom, class: "grid" }));
    this.svg.append(el("text", { x: (MARGIN.left + right) / 2, y: bottom + 34, class: "period" }, "game time"));
  }

  /** An axis label; the two ends name their side on a line of its own. */
  tick(name, share, y, kind) {
    const at = { x: MARGIN.left - 8, "text-anchor": "end", class: kind };
    if (!name) return [el("text", { ...at, y: y + 4 }, share)];
    const down = kind === "home" ? 4 : -8;
    return [el("text", { ...at, y: y + down }, name), el("text", { ...at, y: y + down + 13 }, share)];
  }

  curve() {
    if (!this.dots.length) {
      const middle = { x: this.width / 2, y: this.y(0.5) - 10, class: "period" };
      this.svg.append(el("text", middle, "waiting for the first prediction"));
      return;
    }
    const path = this.dots.map((dot, n) => (n ? `H${dot.x}V${dot.y}` : `M${dot.x},${dot.y}`)).join("");
    const even = this.y(0.5);
    const area = `${path}V${even}H${this.dots[0].x}Z`;
    for (const [side, from, to] of [["home", this.y(1), even], ["away", even, this.y(0)]]) {
      const clip = el("clipPath", { id: `clip-${side}` });
      const lift = side === "home" ? 3 : 0;
      clip.append(el("rect", { x: 0, y: from - lift, width: this.width, height: to - from + 3 }));
      const clipped = { "clip-path": `url(#clip-${side})` };
      this.svg.append(clip, el("path", { d: area, class: `fill-${side}`, ...clipped }));
      this.svg.append(el("path", { d: path, class: `line ${side}`, ...clipped }));
    }
  }

  /** A dot where the score changed, in the colour of the side that scored. */
  marks() {
    this.dots.forEach((dot, n) => {
      const before = this.dots[n - 1];
      if (!before) return;
      const side = dot.home_score > before.home_score ? "home" : dot.away_score > before.away_score ? "away" : null;
      if (side) this.svg.append(el("circle", { cx: dot.x, cy: dot.y, r: this.shown.sport === "nba" ? 2.4 : 5, class: `mark ${side} ${this.shown.sport}` }));
    });
  }

  label({ home, away }) {
    const last = this.dots.at(-1);
    const now = last ? `now ${home} ${percent(last.home_win_probability, 0)}, score ${away} ${last.away_score}, ${home} ${last.home_score}` : "no prediction yet";
    this.svg.setAttribute("aria-label", `Win probability of ${home} over game time: ${now}. Arrow keys step through it.`);
  }

  nearest(event) {
    const x = ((event.clientX - this.svg.getBoundingClientRect().left) / this.svg.clientWidth) * this.width;
    let best = null;
    this.dots?.forEach((dot, n) => {
      if (best === null || Math.abs(dot.x - x) <= Math.abs(this.dots[best].x - x)) best = n;
    });
    return best;
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !this.dots?.length) return;
    event.preventDefault();
    const last = this.dots.length - 1;
    this.point(Math.min(last, Math.max(0, (this.at ?? last - step) + step)));
  }

  /** Show the tooltip at one dot; null hides it. */
  point(index) {
    this.at = index;
    const dot = index === null ? null : this.dots?.[index];
    this.tip.hidden = !dot;
    this.cross?.replaceChildren();
    if (!dot) return;
    const { sport, home, away } = this.shown;
    const leads = dot.home_win_probability >= 0.5;
    this.cross.append(
      el("line", { x1: dot.x, x2: dot.x, y1: MARGIN.top, y2: this.y(0), class: "cross" }),
      el("circle", { cx: dot.x, cy: dot.y, r: 4.5, class: `tip-dot ${leads ? "home" : "away"}` }),
    );
    const side = leads ? [home, dot.home_win_probability] : [away, 1 - dot.home_win_probability];
    const bold = Object.assign(document.createElement("b"), { textContent: `${side[0]} ${(side[1] * 100).toFixed(1)}%` });
    const when = `${moment(sport, dot.quarter_period, dot.game_clock)} · ${away} ${dot.away_score} – ${dot.home_score} ${home}`;
    const lines = [when, ...beside(dot)].flatMap((line) => [document.createElement("br"), line]);
    this.tip.replaceChildren(bold, ...lines);
    const widest = this.width - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(widest, dot.x - this.tip.offsetWidth / 2))}px`;
    this.tip.style.top = `${dot.y > this.height / 2 ? MARGIN.top + 4 : this.height - MARGIN.bottom - this.tip.offsetHeight - 4}px`;
  }
}
