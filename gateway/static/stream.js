// One game's socket: the token in the first message, resumed by offset, back after a pause when it is lost.

import { token } from "./session.js";

const PAUSE_MS = [300, 700, 1500, 3000, 6000, 10000];
const UNAUTHENTICATED = 4401;
const NO_SUCH_GAME = 4404;

export class Stream {
  /** `told(frame)` for every frame; `changed(state, words)` with on, wait, lost, refused or gone. */
  constructor(gameId, told, changed) {
    Object.assign(this, { gameId, told, changed, offset: null, losses: 0, ended: false });
    this.open();
  }

  open() {
    this.changed(this.losses ? "lost" : "wait", this.losses ? "connection lost, trying again…" : "connecting…");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const after = this.offset === null ? "" : `?after=${this.offset}`;
    this.socket = new WebSocket(`${scheme}://${location.host}/live/games/${this.gameId}${after}`);
    this.socket.onopen = () => this.socket.send(JSON.stringify({ type: "authenticate", token: token() }));
    this.socket.onmessage = (message) => this.take(JSON.parse(message.data));
    this.socket.onclose = (closed) => this.lost(closed);
  }

  take(frame) {
    if (frame.message_type === "snapshot" || frame.message_type === "resumed") {
      this.losses = 0;
      this.changed("on", "live");
    }
    if (frame.offset !== null && !frame.alert) this.offset = frame.offset;
    this.told(frame);
  }

  lost(closed) {
    if (this.ended) return;
    if (closed.code === UNAUTHENTICATED) return this.changed("refused", closed.reason);
    if (closed.code === NO_SUCH_GAME) return this.changed("gone", closed.reason);
    const pause = PAUSE_MS[Math.min(this.losses, PAUSE_MS.length - 1)] * (0.75 + Math.random() / 2);
    this.losses += 1;
    this.changed("lost", "connection lost, trying again…");
    this.timer = setTimeout(() => this.open(), pause);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
