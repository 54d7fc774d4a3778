// Figures as people read them, each with its unit.
const NUMBER = new Intl.NumberFormat("en-US");
const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
const CENTS = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const FINE = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4 });
const FINEST = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 2 });
const DAY = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const YEAR = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });
const AGO = new Intl.RelativeTimeFormat("en-US", { numeric: "always", style: "short" });

export const number = (n) => NUMBER.format(n);

/** US dollars: to the cent; small amounts to so many digits that they say something. */
export function usd(n) {
  if (n === null || n === undefined) return "–";
  const size = Math.abs(n);
  if (size === 0 || size >= 0.1) return CENTS.format(n);
  return (size >= 0.001 ? FINE : FINEST).format(n);
}

export function tokens(n) {
  return `${n >= 100_000 ? SHORT.format(n) : NUMBER.format(n)} token${n === 1 ? "" : "s"}`;
}

export function short(n) {
  return n >= 10_000 ? SHORT.format(n) : NUMBER.format(n);
}

export function bytes(n) {
  if (n < 1024) return `${n} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const step = Math.min(Math.floor(Math.log2(n) / 10), units.length);
  return `${Number((n / 1024 ** step).toPrecision(3))} ${units[step - 1]}`;
}

export const percent = (n) => `${n >= 10 || n === 0 ? Math.round(n) : Number(n.toFixed(1))} %`;

export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

export function millis(n) {
  if (n < 1_000) return `${Math.round(n)} ms`;
  if (n < 60_000) return `${Number((n / 1_000).toFixed(1))} s`;
  const minutes = Math.round(n / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** A moment by the reader's clock; its year instead of its hour where it isn't this one. */
export function moment(at) {
  const date = new Date(at);
  return date.getFullYear() === new Date().getFullYear() ? DAY.format(date) : YEAR.format(date);
}

export const utc = (at) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

export function ago(at) {
  const seconds = (new Date(at) - Date.now()) / 1000;
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return AGO.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? "in a moment" : "just now";
}

/** `awaiting_approval` as "awaiting approval". */
export const plain = (word) => (word ?? "").replaceAll("_", " ");

/** Several facts as one sentence. */
export function sentence(parts) {
  const text = parts.filter(Boolean).join(", ");
  return text === "" ? "" : `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** A text without what would turn the order of its letters around: each such character is shown. */
export const upright = (text) => String(text).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

/** What Slack makes of a message, as plain text. */
export function unslacked(text) {
  return text
    .replace(/<[^>|]+\|([^>]+)>/g, "$1")
    .replace(/<([^>]+)>/g, "$1")
    .replace(/[*`]/g, "")
    .replace(/:[a-z_]+: ?/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
