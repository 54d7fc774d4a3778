// What an agent remembers: its memories, listed and found by meaning, and its keys.
import { html } from "../lit.js";
import { get, post } from "../api.js";
import { list } from "../parts/list.js";
import { time, json, taskLink } from "../parts/bits.js";
import { table } from "../parts/table.js";
import { resource, shown } from "../resource.js";
import { session } from "../session.js";
import { count } from "../words.js";

export function part(id, _, update) {
  let value = null;
  let found = null;
  let wanted = "";
  const columns = [
    { title: "Key", cell: (k) => html`<button class="link" @click=${() => show(k.key)}><bdi>${k.key}</bdi></button>` },
    { title: "Version", right: true, cell: (k) => k.version },
    { title: "Changed", cell: (k) => time(k.updated_at) },
    { title: "Expires", cell: (k) => (k.expires_at ? time(k.expires_at, { relative: true }) : html`<span class="faint">never</span>`) },
  ];
  const keys = list(update, { path: `/api/agents/${id}/memory`, label: "Keys", columns, key: (k) => k.key, names: ["Previous", "Next"], none: "No keys." });
  const memoryColumns = [
    { title: "Text", cell: (m) => html`<bdi class="wide">${m.text}</bdi>` },
    { title: "Key", cell: (m) => (m.key ? html`<bdi class="wide">${m.key}</bdi>` : html`<span class="faint">none</span>`) },
    { title: "Found", right: true, cell: (m) => count(m.uses, "time") },
    { title: "Kept", cell: (m) => time(m.created_at) },
    { title: "Replaced", cell: (m) => (m.valid_to ? time(m.valid_to) : html`<span class="faint">current</span>`) },
    { title: "Expires", cell: (m) => (m.expires_at ? time(m.expires_at, { relative: true }) : html`<span class="faint">never</span>`) },
  ];
  const memories = list(update, { path: `/api/agents/${id}/memories`, label: "Memories", columns: memoryColumns, key: (m) => m.memory_id, limit: 20, none: "It remembers nothing." });
  const foundColumns = [
    { title: "Near", right: true, cell: (m) => m.similarity?.toFixed(2) ?? "–" },
    { title: "Text", cell: (m) => html`<bdi class="wide">${m.text}</bdi>` },
    { title: "Task", cell: (m) => (m.task_id ? taskLink(m.task_id) : html`<span class="faint">none</span>`) },
    { title: "Kept", cell: (m) => time(m.created_at) },
  ];

  function show(key) {
    value = resource(update, (signal) => get(`/api/agents/${id}/memory/${encodeURIComponent(key)}`, {}, signal));
    value.load();
    update();
  }

  function search(event) {
    event.preventDefault();
    wanted = new FormData(event.target).get("query").trim();
    if (!wanted) return;
    found = resource(update, () => post(`/api/agents/${id}/memory/search`, { query: wanted, top_k: 20 }));
    found.load();
    update();
  }

  return {
    view: () => html`
      <section class="card" aria-label="Memories"><h2>Memories</h2>
        ${session.isAuditor ? "" : html`<form class="filters" role="search" @submit=${search}><label class="grow">Find by meaning<input name="query" maxlength="1000" required></label><button class="button">Search</button></form>
        <p class="hint">A search embeds the question, which the agent's quota pays for.</p>`}
        ${found ? shown(found, (f) => table({ label: "Memories found", columns: foundColumns, rows: f.results, key: (m) => m.memory_id, none: "Nothing is near enough." }), "Memories") : ""}
        ${found ? html`<h3>All memories</h3>` : ""}${memories.view()}</section>
      <section class="card" aria-label="Keys"><h2>Keys and values</h2>${keys.view()}
        ${value ? shown(value, (v) => html`<h3><bdi>${v.key}</bdi></h3>${json(v.value, "Value")}`, "This key") : ""}</section>`,
    reads: [memories, keys],
    close() {
      memories.stop();
      keys.stop();
      value?.stop();
      found?.stop();
    },
  };
}
