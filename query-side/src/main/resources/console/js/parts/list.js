// A list that the service pages: one page at a time, forwards and back.
import { html } from "../lit.js";
import { get } from "../api.js";
import { resource, shown, notYet } from "../resource.js";
import { table, pager } from "./table.js";

export function list(update, { path, query = {}, limit = 50, label, columns, key, none, names = ["Newer", "Older"] }) {
  let cursors = [null];
  let filter = query;
  const page = resource(update, async (signal) => {
    for (;;) {
      const found = await get(path, { ...filter, limit, cursor: cursors.at(-1) }, signal);
      if (found.items.length > 0 || cursors.length === 1) return found;
      cursors.pop(); // what was there has gone meanwhile
    }
  });
  const isFirst = () => cursors.length === 1;
  page.load();
  return {
    get items() { return page.data?.items ?? []; },
    get isRead() { return page.data !== undefined; },
    get isWhole() { return isFirst() && !page.data?.next_cursor; },
    get notYet() { return notYet(page); },
    load: page.load,
    /** By and by, as what happens is read; what is on a later page stays there. */
    touch: () => isFirst() && page.touch(),
    stop: page.stop,
    /** Another filter begins at its first page. */
    filter(other) {
      filter = other;
      cursors = [null];
      return page.anew();
    },
    view() {
      return shown(page, ({ items, next_cursor: next }) => html`
        ${table({ label, columns, rows: items, key, none })}
        ${cursors.length > 1 || next ? pager({
          names,
          text: `Page ${cursors.length}`,
          back: cursors.length > 1 ? () => { cursors.pop(); page.load(); } : null,
          on: next ? () => { cursors.push(next); page.load(); } : null,
        }) : ""}`, label);
    },
  };
}
