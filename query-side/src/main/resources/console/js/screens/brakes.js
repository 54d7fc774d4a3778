// What is stopped, and what was.
import { html } from "../lit.js";
import { session } from "../session.js";
import { head, time } from "../parts/bits.js";
import { scopeText } from "../parts/lines.js";
import { list } from "../parts/list.js";
import { brake, release } from "../acts.js";
import { count } from "../words.js";
import { readNow } from "../resource.js";

export function open(_, update) {
  const inForce = list(update, { path: "/api/brakes", label: "Brakes in force", key: (b) => b.brake_id, names: ["Older", "Newer"], none: "Nothing is stopped.", columns: [
    { title: "What", cell: (b) => scopeText(b) },
    { title: "Why", cell: (b) => html`<bdi>${b.reason}</bdi>` },
    { title: "By", cell: (b) => html`<bdi>${b.braked_by}</bdi>` },
    { title: "Since", cell: (b) => time(b.since, { relative: true }) },
    ...(session.isAdmin ? [{ title: "Act", cell: (b) => html`<button class="button small" @click=${() => release(b, refresh)}>Release…</button>` }] : []),
  ] });
  const released = list(update, { path: "/api/brakes", query: { released: true }, label: "Released brakes", key: (b) => b.brake_id, names: ["Older", "Newer"], none: "None was released.", columns: [
    { title: "What", cell: (b) => scopeText(b) },
    { title: "Why", cell: (b) => html`<bdi>${b.reason}</bdi>` },
    { title: "From", cell: (b) => html`${time(b.since)} <span class="faint">by <bdi>${b.braked_by}</bdi></span>` },
    { title: "To", cell: (b) => html`${time(b.released_at)} <span class="faint">by <bdi>${b.released_by}</bdi>: <bdi>${b.release_reason}</bdi></span>` },
  ] });

  const reads = [inForce, released];
  const refresh = () => readNow(reads);

  function answer() {
    if (!inForce.isRead) return inForce.notYet;
    if (inForce.items.length === 0) return "Nothing is stopped.";
    return inForce.isWhole ? `${count(inForce.items.length, "brake")} in force.` : "Many brakes are in force.";
  }

  return {
    title: () => "Brakes",
    view: () => html`${head("Brakes", answer(), html`${session.entity === null ? html`<a class="button" href="#/platform">Platform ledger</a>` : ""}${session.isAdmin ? html`<button class="button danger" @click=${() => brake(null, refresh)}>Set a brake…</button>` : ""}`)}
      <section class="card" aria-label="In force"><h2>In force</h2>${inForce.view()}</section>
      <section class="card" aria-label="Released"><h2>Released</h2>${released.view()}</section>`,
    reads,
    close() { inForce.stop(); released.stop(); },
  };
}
