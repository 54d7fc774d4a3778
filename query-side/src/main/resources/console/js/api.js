// The public API, by the user's own token.
import { session } from "./session.js";

const ROOT = new URL("../..", import.meta.url);

/** What the service said instead of an answer: its problem document. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "The service can't be reached.");
    this.status = status;
    this.reason = body.reason ?? "";
    this.body = body;
  }
}

export async function send(method, path, { query, body, signal, headers } = {}) {
  const url = new URL(path.slice(1), ROOT);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  const sent = session.token;
  let answer;
  try {
    answer = await fetch(url, {
      method,
      signal,
      cache: "no-store",
      credentials: "omit",
      headers: {
        Authorization: `Bearer ${sent}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Problem(0, {});
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  // Only the token that is still in use: a late answer to an older one says nothing of it.
  if (answer.status === 401 && sent === session.token) session.end("expired");
  throw new Problem(answer.status, problem);
}

export async function get(path, query, signal) {
  return (await send("GET", path, { query, signal })).json();
}

export async function post(path, body) {
  return (await send("POST", path, { body })).json();
}

/**
 * The items of a list, a page after the other, up to a bound; `more` says whether there are others.
 * After each page but the last, `sofar` is given those that are there.
 */
export async function all(path, query, most, signal, sofar) {
  const items = [];
  let cursor = null;
  for (;;) {
    const page = await get(path, { ...query, limit: 200, cursor }, signal);
    items.push(...page.items);
    cursor = page.next_cursor;
    if (!cursor || items.length >= most) return { items, more: cursor !== null };
    sofar?.({ items: [...items], more: true });
  }
}

/** The same as an answer, or `fallback` where there is no such thing or no right to see it. */
export async function orElse(promise, fallback) {
  try {
    return await promise;
  } catch (e) {
    if (e instanceof Problem && (e.status === 404 || e.status === 403)) return fallback;
    throw e;
  }
}
