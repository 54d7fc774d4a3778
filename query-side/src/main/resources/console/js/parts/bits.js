// The small parts that every screen uses.
import { html, nothing } from "../lit.js";
import { moment, utc, ago, plain, percent, upright } from "../words.js";
import { to } from "../route.js";
import { nameOf } from "../names.js";

const TONES = {
  active: "good", suspended: "warn", terminated: "off",
  completed: "good", running: "busy", queued: "idle", retrying: "warn", scheduled: "idle",
  awaiting_approval: "ask", dead_lettered: "bad", cancelled: "off", expired: "off", denied: "off",
};

export const badge = (word, tone = TONES[word] ?? "idle") =>
  html`<span class="badge ${tone}">${plain(word)}</span>`;

/** A moment: local, and in UTC on hover. */
export function time(at, { relative = false } = {}) {
  if (!at) return html`<span class="faint">–</span>`;
  return html`<time datetime=${at} title=${utc(at)}>${moment(at)}${relative ? html` <small>${ago(at)}</small>` : ""}</time>`;
}

/** A name that somebody else chose: kept apart from the text around it, whatever it is made of. Null: erased. */
export const name = (text) =>
  text === null ? html`<span class="faint">erased</span>` : html`<bdi class="name" title=${upright(text)}>${upright(text)}</bdi>`;

/** The same where plain text is needed: in what a screen reader says, and in what is searched. */
export const spoken = (text, what = "agent") => text ?? `an erased ${what}`;

export const agentLink = (id, text = nameOf(id)) =>
  html`<a href=${to(["agents", id])}>${text === undefined ? html`<code title=${id}>${id.slice(0, 8)}</code>` : name(text)}</a>`;

export const taskLink = (id, text) => html`<a href=${to(["tasks", id])}><code title=${id}>${text ?? id.slice(0, 8)}</code></a>`;

/** How much of a limit is used and held. `format` gives the amounts their unit. */
export function bar({ used, held = 0, limit, format, label, compact = false }) {
  if (limit === null || limit === undefined) {
    return html`<div class="meter-text">${format(used)} <span class="faint">no limit</span></div>`;
  }
  const share = limit > 0 ? Math.min((used / limit) * 100, 100) : 100;
  const kept = limit > 0 ? Math.min((held / limit) * 100, 100 - share) : 0;
  const tone = share >= 100 ? "bad" : share >= 80 ? "warn" : "good";
  const text = `${format(used)} of ${format(limit)}`;
  return html`<div class="meter ${tone}">
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" role="meter" aria-label=${label}
      aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share)} aria-valuetext="${text}, ${percent(share)}">
      <rect class="track" width="100" height="4"/><rect class="used" width=${share} height="4"/>
      <rect class="held" x=${share} width=${kept} height="4"/></svg>
    <div class="meter-text"><span>${text}</span><b>${percent(share)}</b>${
      held && !compact ? html` <span class="faint">${format(held)} held</span>` : nothing}</div>
  </div>`;
}

/** A figure that answers a question, and where to read on. */
export function tile({ title, figure, more = "", href, tone = "" }) {
  const inside = html`<span class="tile-title">${title}</span><strong>${figure}</strong><span class="tile-more">${more}</span>`;
  return href ? html`<a class="tile ${tone}" href=${href}>${inside}</a>` : html`<div class="tile ${tone}">${inside}</div>`;
}

export const head = (title, answer, acts = "") => html`<div class="head">
  <div><h1 tabindex="-1">${title}</h1><p class="answer">${answer}</p></div><div class="acts">${acts}</div></div>`;

export const card = (title, body, more = "") => html`<section class="card" aria-label=${title}>
  <div class="card-head"><h2>${title}</h2><div>${more}</div></div>${body}</section>`;

/** Facts, each under its name. */
export const facts = (rows) => html`<dl class="facts">${rows.filter(Boolean).map(
  ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;

/** JSON as it came; one that is large is cut, and says so. */
export function json(value, what) {
  const text = value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
  if (!text) return html`<p class="faint">None.</p>`;
  const most = 20_000;
  return html`<pre tabindex="0" aria-label=${what}>${text.slice(0, most)}</pre>${
    text.length > most ? html`<p class="hint">The first ${most.toLocaleString("en-US")} of ${text.length.toLocaleString("en-US")} characters.</p>` : ""}`;
}
