// An agent's files. Looking at one asks for a URL that works for 15 minutes, and that is in the ledger.
import { html } from "../lit.js";
import { get } from "../api.js";
import { list } from "../parts/list.js";
import { time, taskLink, name, spoken } from "../parts/bits.js";
import { ask } from "../parts/act.js";
import { bytes } from "../words.js";

function look(id, file) {
  ask({
    title: "Get this file", confirm: "Get a link",
    will: html`A link to ${name(file.name)} is made that works for 15 minutes, without a token. That you asked for it stands in the ledger.`,
    async run() {
      const { url } = await get(`/api/agents/${id}/files/${file.file_id}/url`);
      return { happened: html`<a href=${url} target="_blank" rel="noopener noreferrer">Download ${name(file.name)}</a>`, ledger: { agent: id, chain: `/api/agents/${id}/ledger`, type: "file_url_issued" } };
    },
  });
}

export function part(id, _, update) {
  const columns = [
    { title: "Name", cell: (f) => name(f.name) },
    { title: "Type", cell: (f) => html`<bdi>${f.content_type}</bdi>` },
    { title: "Size", right: true, cell: (f) => bytes(f.size_bytes) },
    { title: "Kept", cell: (f) => time(f.created_at) },
    { title: "Task", cell: (f) => (f.task_id ? taskLink(f.task_id) : html`<span class="faint">none</span>`) },
    { title: "SHA-256", cell: (f) => html`<code title=${f.sha256}>${f.sha256.slice(0, 12)}…</code>` },
    { title: "Link", cell: (f) => html`<button class="button small" aria-label="Get ${spoken(f.name, "file")}" @click=${() => look(id, f)}>Get…</button>` },
  ];
  const files = list(update, { path: `/api/agents/${id}/files`, label: "Files", columns, key: (f) => f.file_id, names: ["Older", "Newer"], none: "It keeps no files." });
  return {
    view: () => html`<section class="card" aria-label="Files">${files.view()}</section>`,
    reads: [files],
    close: files.stop,
  };
}
