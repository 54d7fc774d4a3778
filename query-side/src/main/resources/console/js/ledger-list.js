// A chain of entries, newest first: filtered by type, one entry pointed out, checked here.
import { html, ref } from "./lit.js";
import { send, get } from "./api.js";
import { resource, shown } from "./resource.js";
import { list } from "./parts/list.js";
import { facts, time } from "./parts/bits.js";
import { entryColumns, details } from "./parts/entries.js";
import { inWords, verify } from "./verify.js";
import { tell } from "./announce.js";
import { count, plain } from "./words.js";

/** Of those that the service lists: whether they are the right ones, who has them from before can tell. */
const publicKeys = async () => (await get("/api/audit/keys")).items.map((key) => key.public_key);

/** `chain` is the path of the ledger; `entry` a sequence to show, `at` its time, by which it is found. */
export function ledgerList(update, { chain, agentId, entry, at, types }) {
  const entries = list(update, { path: chain, query: { order: "desc" }, label: "Ledger entries", columns: entryColumns(agentId), key: (e) => e.entry_id, none: "No entries." });
  const where = at ? { from: at, order: "asc" } : { order: "desc" };
  const one = entry ? resource(update, async (signal) => (await get(chain, { ...where, limit: 200 }, signal)).items.find((e) => String(e.sequence) === entry) ?? null) : null;
  one?.load();
  let check = null;
  let arrived = false;

  /** Whoever followed a link to an entry is led to it, once. */
  function arrive(section) {
    if (!section || arrived) return;
    arrived = true;
    queueMicrotask(() => {
      section.focus({ preventScroll: true });
      section.scrollIntoView({ block: "nearest" });
    });
  }

  async function run() {
    check = { state: "running", done: 0 };
    update();
    try {
      const answer = await send("GET", `${chain}/export`);
      const finding = await verify(answer.body, publicKeys, (done) => { check.done = done; update(); });
      check = { state: "done", ...finding };
    } catch (e) {
      check = { state: "failed", why: e.message };
    }
    tell(said());
    update();
  }

  function said() {
    if (check.state === "running") return `Checking… ${count(check.done, "entry", "entries")} so far`;
    if (check.state === "failed") return `Couldn't be checked: ${check.why}`;
    return inWords(check);
  }

  /** How it looks: what could be proven in part alone is neither good nor bad. */
  function look() {
    if (check.state === "running") return "";
    if (check.state === "failed" || check.kind) return "bad";
    return check.unchecked ? "warn" : "good";
  }

  return {
    view: () => html`
      <div class="card-head"><h2>The chain</h2><button class="button main" ?disabled=${check?.state === "running"} @click=${run}>Verify</button></div>
      <p class="hint">Each entry holds the hash of the one before. Verify fetches the whole chain and counts every hash again, here in your browser.</p>
      ${check ? html`<div class="note ${look()}" data-check=${check.state}>
        <p>${said()}</p>${check.head ? html`<p>Last hash <code class="hash">${check.head}</code></p>` : ""}${check.signers?.length ? html`<p>Redactions signed by key <code class="hash">${check.signers.join(", ")}</code>: compare with the keys that you know.</p>` : ""}</div>` : ""}
      ${one ? shown(one, (e) => (e ? html`<section class="entry" tabindex="-1" aria-label="Entry ${e.sequence}" ${ref(arrive)}><h3>Entry ${e.sequence}: ${plain(e.type)}</h3>${facts([["When", time(e.created_at)], ["Details", details(e)], ["Event", html`<code>${e.event_id}</code>`], ["Hash", html`<code class="hash">${e.hash}</code>`], ["Hash before", html`<code class="hash">${e.previous_hash}</code>`]])}</section>` : html`<p class="hint">Entry ${entry} is not ${at ? "among those of its time" : "among the last 200"}.</p>`), "This entry") : ""}
      <form class="filters" @submit=${(e) => e.preventDefault()}><label>Type<select @change=${(e) => entries.filter({ order: "desc", type: e.target.value })}>
        <option value="">Any</option>${types.map((t) => html`<option value=${t}>${plain(t)}</option>`)}</select></label></form>
      ${entries.view()}`,
    reads: [entries],
    close() {
      entries.stop();
      one?.stop();
    },
  };
}
