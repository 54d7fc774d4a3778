// An act: asked for once, with what will happen; then what happened, with its entry in the ledger.
import { html, render, nothing, ref } from "../lit.js";
import { get, Problem } from "../api.js";
import { tell } from "../announce.js";
import { to } from "../route.js";

const place = document.getElementById("dialogs");
let now = null;
let dialog = null;
let opener = null;

/**
 * Asks. `fields`: [{name, label, type, value, hint, options, required}]; `run(values)` answers
 * {happened, ledger: {chain, type, agent}}, where chain is the path of a ledger; `idle` where there
 * is nothing to do.
 */
export function ask(act) {
  if (now && !dialog?.open) closed(); // the event of the last one's end is still to come
  opener = document.activeElement;
  now = { problem: null, ...act, state: "asked" };
  draw();
  dialog.showModal();
}

export function closeAct() {
  dialog?.close();
}

const isRunning = () => now?.state === "running";

/** What is on its way is not left. A dialog refuses the first Escape alone, so the key is stopped, too. */
function stay(event) {
  if (isRunning()) event.preventDefault();
}
addEventListener("keydown", (event) => event.key === "Escape" && stay(event), true);

function closed(event) {
  if (event && event.target !== dialog) return; // of one that is gone already
  const after = now?.after;
  const done = now?.state === "done";
  now = null;
  render(nothing, place);
  dialog = null;
  if (opener?.isConnected) opener.focus();
  else document.querySelector("main h1")?.focus();
  if (done) after?.();
}

async function run(event) {
  event.preventDefault();
  const mine = now;
  if (mine.state === "running") return;
  const values = Object.fromEntries([...new FormData(event.target)].map(([k, v]) => [k, v.trim()]));
  Object.assign(mine, { state: "running", problem: null });
  draw();
  try {
    const { happened, ledger } = await mine.run(values);
    Object.assign(mine, { state: "done", happened, entry: null });
    tell(typeof happened === "string" ? happened : "Done.");
    if (now === mine) draw();
    if (ledger) mine.entry = await entryOf(ledger);
  } catch (e) {
    if (mine.state !== "done") {
      Object.assign(mine, { state: "asked", problem: said(e) });
      if (now !== mine) tell(mine.problem);
    }
  }
  if (now === mine) draw();
  if (now === mine && mine.problem) dialog.querySelector("[data-confirm]")?.focus();
}

function said(e) {
  if (!(e instanceof Problem)) console.error(e);
  const fields = e.body?.errors?.map((error) => `${error.field} ${error.message}`).join("; ");
  const refused = e instanceof Problem && e.status >= 400 && e.status < 500;
  return `${e.message}${fields ? ` (${fields})` : ""} ${refused ? "Nothing was changed." : "It is not known whether it was done; look at the ledger."}`;
}

async function entryOf({ chain, type, agent }) {
  const { items } = await get(chain, { type, order: "desc", limit: 1 });
  if (!items[0]) return null;
  const query = { entry: items[0].sequence, at: items[0].created_at };
  return {
    sequence: items[0].sequence,
    href: agent ? to(["agents", agent, "ledger"], query) : to(["platform"], query),
  };
}

function draw() {
  render(html`<dialog aria-labelledby="act-title" @close=${closed} @cancel=${stay} ${ref((found) => { dialog = found ?? dialog; })}>
    ${now.state === "done" ? done() : asked()}</dialog>`, place);
  if (now.state === "done") dialog.querySelector("[data-close]")?.focus();
}

const asked = () => html`<form @submit=${run}>
  <h2 id="act-title">${now.title}</h2>
  <div class="will">${now.will}</div>
  ${(now.fields ?? []).map(field)}
  ${now.problem ? html`<p class="note bad" role="alert">${now.problem}</p>` : ""}
  <div class="acts">
    <button type="button" class="button" ?disabled=${isRunning()} @click=${closeAct}>Cancel</button>
    <button class="button ${now.danger ? "danger" : "main"}" data-confirm ?disabled=${isRunning() || now.idle}>${isRunning() ? "Working…" : now.confirm}</button>
  </div></form>`;

const done = () => html`<h2 id="act-title"><span class="tick" aria-hidden="true">✓</span> Done</h2>
  <p>${now.happened}</p>
  ${now.entry ? html`<p><a href=${now.entry.href} @click=${closeAct}>Entry ${now.entry.sequence} of the ledger</a></p>` : ""}
  <div class="acts"><button class="button main" data-close @click=${closeAct}>Close</button></div>`;

function field({ name, label, type = "text", value = "", hint, options, required = false, ...more }) {
  const id = `act-${name}`;
  return html`<div class="field"><label for=${id}>${label}</label>${
    options
      ? html`<select id=${id} name=${name}>${options.map(([v, t]) => html`<option value=${v}>${t}</option>`)}</select>`
      : html`<input id=${id} name=${name} type=${type} .value=${value} ?required=${required} autocomplete="off"
          step=${more.step ?? nothing} min=${more.min ?? nothing} maxlength=${more.max ?? nothing}
          aria-describedby=${hint ? `${id}-hint` : nothing}>`}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ""}</div>`;
}
