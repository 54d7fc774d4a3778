// Where the reader is, behind the # of the address: it is never sent anywhere.
const listeners = new Set();

export function here() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  const steps = path.split("/").filter(Boolean).map(decoded);
  return { steps, query: Object.fromEntries(new URLSearchParams(query)) };
}

function decoded(step) {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** An address within the console. */
export function to(steps, query = {}) {
  const kept = Object.entries(query).filter(([, v]) => v !== "" && v !== undefined && v !== null);
  const text = new URLSearchParams(kept).toString();
  return `#/${steps.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

export function go(steps, query) {
  location.hash = to(steps, query);
}

export function onRoute(listener) {
  listeners.add(listener);
}

addEventListener("hashchange", () => listeners.forEach((listener) => listener(here())));
