// Sums by bucket as what a stacked chart needs: every bucket, each series on top of the ones after it.
const MOST = 7;

/**
 * @param series as GET /api/usage answers
 * @param nameOf the name of one of its totals
 */
export function stacked(series, measure, nameOf) {
  const width = series.bucket === "hour" ? 3_600 : 86_400;
  const begin = Date.parse(series.from) / 1000;
  const buckets = Math.round((Date.parse(series.to) / 1000 - begin) / width);
  const times = Array.from({ length: buckets }, (_, n) => begin + n * width);
  const key = (sum) => (sum.others ? "\u0000others" : (sum.agent_id ?? sum.model ?? "\u0000none"));
  const shown = series.totals.filter((total) => !total.others).slice(0, MOST);
  const place = new Map(shown.map((total, n) => [key(total), n]));
  const rest = series.totals.length > shown.length;
  const raw = Array.from({ length: shown.length + (rest ? 1 : 0) }, () => new Array(buckets).fill(0));
  for (const sum of series.items) {
    const at = Math.round((Date.parse(sum.at) / 1000 - begin) / width);
    raw[place.get(key(sum)) ?? shown.length][at] += Number(sum[measure]);
  }
  // uPlot draws one after the other: the highest first, so that each lower one stands before it.
  const heights = raw.map((_, n) => times.map((__, at) => raw.slice(n).reduce((sum, row) => sum + Math.max(row[at], 0), 0)));
  return {
    times, raw, heights,
    names: [...shown.map(nameOf), ...(rest ? ["others"] : [])],
    totals: raw.map((row) => row.reduce((sum, n) => sum + n, 0)),
  };
}
