// Checks an export of a ledger as docs/ledger.md says, with nothing but what a browser has.
const ZEROS = "0".repeat(64);
const FIELDS = ["agent_id", "created_at", "details", "entry_id", "event_id", "hash", "previous_hash", "sequence", "type"];
const EVERY = 500; // entries between two words on how far it is
const utf8 = new TextEncoder();

/** The canonical form of RFC 8785, of values as entries hold them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(",")}}`;
}

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const sha256 = async (text) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(text))));

/** The UUID of version 5 of a name in a name space. */
export async function uuid5(space, name) {
  const head = Uint8Array.from(space.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array([...head, ...utf8.encode(name)]))).slice(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return hex(hash).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The lines of a stream, each with whether a line feed ended it; throws on what is no UTF-8. */
async function* lines(body) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reader = body.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const parts = rest.split("\n");
    rest = parts.pop();
    for (const line of parts) yield { line, ended: true };
    if (done) break;
  }
  if (rest) yield { line: rest, ended: false };
}

function parsed({ line, ended }) {
  if (!ended) return null;
  try {
    const entry = JSON.parse(line);
    const whole = canonical(Object.keys(entry).sort()) === canonical(FIELDS);
    return whole && canonical(entry) === line ? entry : null;
  } catch {
    return null;
  }
}

/** {entries, broken, kind, why, head}; kind is empty where the chain is intact. */
export async function verify(body, onProgress) {
  if (!crypto.subtle) throw new Error("a browser counts hashes over https or on localhost alone.");
  const broken = (number, kind, why) => ({ entries: number - 1, broken: number, kind, why });
  let number = 0;
  let previous = ZEROS;
  let agent = "";
  for await (const found of lines(body)) {
    number++;
    const entry = parsed(found);
    if (!entry) return broken(number, "changed", "its line is not an entry in canonical form");
    const { entry_id: id, hash, ...said } = entry;
    if ((await sha256(canonical(said))) !== hash) return broken(number, "changed", "its hash is not that of what it says");
    if (number === 1) agent = entry.agent_id;
    if (entry.agent_id !== agent) return broken(number, "inserted", "it is of another agent");
    if (entry.sequence < number) return broken(number, "inserted", `entry ${entry.sequence} stands here once more`);
    if (entry.sequence > number) return broken(number, "removed or reordered", `entry ${entry.sequence} stands where it should be`);
    if (entry.previous_hash !== previous) return broken(number, "unlinked", "it does not follow from the entry before it");
    if ((await uuid5(agent, `ledger/${number}`)) !== id) return broken(number, "changed", "its id is not that of its agent and number");
    previous = hash;
    if (number % EVERY === 0) onProgress?.(number);
  }
  return number === 0 ? broken(1, "empty", "there is no entry at all") : { entries: number, broken: 0, kind: "", why: "", head: previous };
}
