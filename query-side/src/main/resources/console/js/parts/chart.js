// Spend over time, stacked, drawn by uPlot; the same figures as a table for who doesn't see it.
import { html, ref } from "../lit.js";
import { usd, tokens, count, utc } from "../words.js";
import { stacked } from "./stacks.js";

const DRAWN = new WeakMap();
const DAY = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const HOUR = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let library;

function load() {
  library ??= Promise.all([
    import("../../vendor/uplot/uPlot.esm.js"),
    new Promise((done, failed) => {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "vendor/uplot/uPlot.min.css" });
      sheet.onload = done;
      sheet.onerror = () => {
        sheet.remove();
        failed(new Error("The chart's style can't be loaded."));
      };
      document.head.append(sheet);
    }),
  ]).then(([{ default: uPlot }]) => uPlot);
  library.catch(() => { library = undefined; }); // the next chart tries again
  return library;
}

/** `series` as GET /api/usage answers; `measure` is cost_usd or tokens. */
export function chart(series, measure, nameOf) {
  const data = stacked(series, measure, nameOf);
  const format = measure === "tokens" ? tokens : usd;
  const total = data.totals.reduce((sum, n) => sum + n, 0);
  const zone = series.bucket === "day" ? "days are UTC's" : "hours are yours";
  return html`<figure class="chart">
    <figcaption>${format(total)} in ${count(data.times.length, series.bucket)} <span class="faint">· ${zone}</span></figcaption>
    ${total === 0
      ? html`<p class="none">Nothing was used in this time.</p>`
      : html`<div class="plot" role="img" aria-label="${format(total)} over time; as a table below"
          ${ref((element) => element && draw(element, data, series, format).catch(console.error))}></div>
        <details><summary>As a table</summary>${figures(data, series, format)}</details>`}
  </figure>`;
}

const figures = (data, series, format) => html`<div class="table-wrap" tabindex="0" role="region" aria-label="Spend as a table"><table>
  <thead><tr><th scope="col">${series.bucket === "day" ? "Day" : "Hour"}, UTC</th>${data.names.map((name) => html`<th scope="col" class="right"><bdi>${name}</bdi></th>`)}</tr></thead>
  <tbody>${data.times.map((at, n) => [at, n]).filter(([, n]) => data.raw.some((row) => row[n])).reverse().map(([at, n]) => html`<tr>
    <td>${utc(at * 1000).slice(0, series.bucket === "day" ? 10 : 16)}</td>${data.raw.map((row) => html`<td class="right">${format(row[n])}</td>`)}</tr>`)}</tbody></table></div>`;

async function draw(element, data, series, format) {
  const drawn = DRAWN.get(element) ?? {};
  DRAWN.set(element, drawn);
  const mark = JSON.stringify([data.raw, data.names, resolved(element, "var(--text)")]);
  if (drawn.mark === mark) return;
  drawn.mark = mark;
  let uPlot;
  try {
    uPlot = await load();
  } catch {
    if (drawn.mark !== mark) return;
    drawn.mark = null;
    element.textContent = "The chart couldn't be loaded; its figures are in the table below.";
    return;
  }
  if (drawn.mark !== mark || !element.isConnected) return;
  if (drawn.plot) drawn.plot.destroy();
  else element.textContent = "";
  drawn.plot = new uPlot(options(uPlot, element, data, series, format), [data.times, ...data.heights], element);
  drawn.sizes ??= new ResizeObserver(() => drawn.plot.setSize(size(element)));
  drawn.sizes.observe(element);
}

/** A colour as a canvas takes it: of the theme that is shown. */
function resolved(element, colour) {
  const probe = element.appendChild(document.createElement("i"));
  probe.style.color = colour;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const size = (element) => ({ width: element.clientWidth, height: element.clientWidth < 480 ? 180 : 240 });

function options(uPlot, element, data, series, format) {
  const colour = (name) => resolved(element, `var(${name})`);
  const axis = { stroke: () => getComputedStyle(element).color, grid: { stroke: () => getComputedStyle(element).borderTopColor, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  const days = series.bucket === "day";
  const bars = uPlot.paths.bars({ size: [0.72, 44], radius: 0.12 });
  return {
    ...size(element),
    padding: [8, 8, 0, 0],
    legend: { live: true },
    cursor: { y: false, points: { show: false } },
    tzDate: (at) => (days ? uPlot.tzDate(new Date(at * 1000), "Etc/UTC") : new Date(at * 1000)),
    scales: { x: { range: (_, min, max) => { const half = (days ? 86_400 : 3_600) / 2; return [min - half, max + half]; } }, y: { range: (_, min, max) => [0, max * 1.08 || 1] } },
    axes: [{ ...axis, grid: { show: false }, space: 64, values: (_, ticks) => ticks.map((at) => (days ? DAY : HOUR).format(at * 1000)) }, { ...axis, size: 64, values: (_, ticks) => ticks.map(format === usd ? usd : (n) => tokens(n).replace(/ tokens?/, "")) }],
    series: [
      { label: days ? "Day" : "Hour", value: (_, at) => (at == null ? "–" : utc(at * 1000).slice(0, days ? 10 : 16)) },
      ...data.names.map((name, n) => ({
        label: name, paths: bars, points: { show: false }, width: 0,
        fill: colour(`--chart-${n % 8}`), stroke: colour(`--chart-${n % 8}`),
        value: (_, __, ___, at) => (at == null ? format(data.totals[n]) : format(data.raw[n][at])),
      })),
    ],
  };
}
