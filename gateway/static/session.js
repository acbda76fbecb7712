// The token, and what is asked over HTTP with it.

const KEY = "livebet.token";

/** A token in the address stands after the `#`, which browsers never send; it is wiped once read. */
export function takeToken() {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    sessionStorage.setItem(KEY, found);
    history.replaceState(null, "", location.pathname);
  }
}

export const token = () => sessionStorage.getItem(KEY);
export const keep = (text) => sessionStorage.setItem(KEY, text.trim());
export const forget = () => sessionStorage.removeItem(KEY);

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** GET, or POST where there is a body. Throws Refused with the problem's own words. */
export async function ask(path, body) {
  const headers = { Authorization: `Bearer ${token()}` };
  const options = body ? { method: "POST", body: JSON.stringify(body) } : {};
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { ...options, headers });
  const content = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, content.detail);
  return content;
}
