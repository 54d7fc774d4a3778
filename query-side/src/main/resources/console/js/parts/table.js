// A table that a phone shows as cards. Columns: {title, cell(row), sort?(row), right?}.
import { html, nothing, repeat } from "../lit.js";

/**
 * @param order {by, down, set(by)} where the columns can be sorted
 */
export function table({ label, columns, rows, key, order, none = "Nothing here." }) {
  if (rows.length === 0) return html`<p class="none">${none}</p>`;
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="${label}, as a table"><table>
    <caption class="unseen">${label}</caption>
    <thead><tr>${columns.map((column, n) => html`<th scope="col" class=${column.right ? "right" : ""}
      aria-sort=${order && column.sort ? (order.by === n ? (order.down ? "descending" : "ascending") : "none") : nothing}>${
      order && column.sort
        ? html`<button class="sort" @click=${() => order.set(n)}>${column.title}<i aria-hidden="true">${order.by === n ? (order.down ? "↓" : "↑") : ""}</i></button>`
        : column.title}</th>`)}</tr></thead>
    <tbody>${repeat(rows, key, (row) => html`<tr>${columns.map((column) => html`<td
      class=${column.right ? "right" : ""} data-title=${column.title}><div>${column.cell(row)}</div></td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** What keeps a table's order; `update` draws it anew. */
export function ordered(columns, by, down, update) {
  const order = {
    by, down,
    set(n) {
      order.down = order.by === n ? !order.down : true;
      order.by = n;
      update();
    },
    apply(rows) {
      const value = columns[order.by].sort;
      const sign = order.down ? -1 : 1;
      return rows.toSorted((a, b) => {
        const [x, y] = [value(a), value(b)];
        return sign * (typeof x === "string" ? x.localeCompare(y) : x - y);
      });
    },
  };
  return order;
}

/** Which part of a long list is on the screen. */
export function pages(update, size = 50) {
  const self = {
    page: 0,
    cut(rows) {
      self.last = Math.max(Math.ceil(rows.length / size) - 1, 0);
      self.page = Math.min(self.page, self.last);
      return rows.slice(self.page * size, (self.page + 1) * size);
    },
    view(total) {
      if (total <= size) return nothing;
      const from = self.page * size;
      return pager({
        text: `${from + 1}–${Math.min(from + size, total)} of ${total.toLocaleString("en-US")}`,
        back: self.page > 0 ? () => { self.page--; update(); } : null,
        on: self.page < self.last ? () => { self.page++; update(); } : null,
      });
    },
  };
  return self;
}

export const pager = ({ text, back, on, names = ["Previous", "Next"] }) => html`<nav class="pager" aria-label="Pages">
  <button class="button" ?disabled=${!back} @click=${back ?? nothing}>${names[0]}</button><span>${text}</span>
  <button class="button" ?disabled=${!on} @click=${on ?? nothing}>${names[1]}</button></nav>`;
