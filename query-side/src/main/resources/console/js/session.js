// Who is signed in. The token lives in this tab's sessionStorage: it outlives a reload and nothing
// else, and it stands in no address.
const KEY = "genii.token";
const EVERYTHING = "*"; // of an auditor who is confined to no entity
let token = sessionStorage.getItem(KEY);
let claims = token ? read(token) : null;
const listeners = new Set();

/** The claims of a token, unchecked: the service checks it, the console only shows them. */
export function read(text) {
  try {
    const part = text.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(part), (c) => c.charCodeAt(0));
    const found = JSON.parse(new TextDecoder().decode(bytes));
    return typeof found === "object" && found !== null ? found : null;
  } catch {
    return null;
  }
}

export const session = {
  get token() { return token; },
  get role() { return claims?.role ?? null; },
  get name() { return claims?.sub ?? ""; },
  /** Where the reader's sight ends; null for whoever sees everything. */
  get entity() { return claims?.role === "admin" || claims?.entity_id === EVERYTHING ? null : (claims?.entity_id ?? null); },
  /** When the token ends, in ms since 1970; null where it doesn't say. */
  get ends() { return typeof claims?.exp === "number" ? claims.exp * 1000 : null; },
  get isAdmin() { return claims?.role === "admin"; },
  /** An auditor reads; it decides nothing, and spends nobody's quota. */
  get isAuditor() { return claims?.role === "auditor"; },
  begin(text) {
    token = text;
    claims = read(text);
    sessionStorage.setItem(KEY, text);
    tell("begun");
  },
  /** Forgets the token. */
  end(why = "left") {
    token = null;
    claims = null;
    sessionStorage.removeItem(KEY);
    tell(why);
  },
};

export function onSession(listener) {
  listeners.add(listener);
}

function tell(what) {
  listeners.forEach((listener) => listener(what));
}
