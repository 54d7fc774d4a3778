// Checks an export of a ledger as docs/ledger.md says, with nothing but what a browser has.
import { canonical, parsed, sha256, uuid5 } from "./hashes.js";
import { isRedaction, redactions } from "./redactions.js";
import { count } from "./words.js";

const ZEROS = "0".repeat(64);
const FIELDS = ["agent_id", "created_at", "details", "entry_id", "event_id", "hash", "previous_hash", "sequence", "type"];
const EVERY = 500; // entries between two words on how far it is

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

/**
 * {entries, broken, kind, why, head, redacted, unchecked, signers}; kind is empty where the chain is
 * intact, unchecked where the signature of each of its redactions is by one of `publicKeys`.
 */
export async function verify(body, publicKeys, onProgress) {
  if (!crypto.subtle) throw new Error("a browser counts hashes over https or on localhost alone.");
  const broken = (number, kind, why) => ({ entries: number - 1, broken: number, kind, why });
  const records = redactions(publicKeys);
  let number = 0;
  let previous = ZEROS;
  let agent = "";
  let redacted = null; // the entry before, where the next line must vouch for it
  for await (const found of lines(body)) {
    if (redacted) {
      const fault = await records.fault(found, redacted);
      if (fault) return broken(number, "redacted", fault);
      redacted = null;
      continue;
    }
    number++;
    const entry = parsed(found, FIELDS);
    if (!entry) return broken(number, "changed", "its line is not an entry in canonical form");
    const { entry_id: id, hash, ...said } = entry;
    const isHashed = (await sha256(canonical(said))) === hash;
    if (!isHashed && !isRedaction(entry.details)) return broken(number, "changed", "its hash is not that of what it says");
    if (number === 1) agent = entry.agent_id;
    if (entry.agent_id !== agent) return broken(number, "inserted", "it is of another agent");
    if (entry.sequence < number) return broken(number, "inserted", `entry ${entry.sequence} stands here once more`);
    if (entry.sequence > number) return broken(number, "removed or reordered", `entry ${entry.sequence} stands where it should be`);
    if (entry.previous_hash !== previous) return broken(number, "unlinked", "it does not follow from the entry before it");
    if ((await uuid5(agent, `ledger/${number}`)) !== id) return broken(number, "changed", "its id is not that of its agent and number");
    previous = hash;
    if (!isHashed) redacted = entry;
    if (number % EVERY === 0) onProgress?.(number);
  }
  if (redacted) return broken(number, "redacted", "no record of its redaction follows it");
  if (number === 0) return broken(1, "empty", "there is no entry at all");
  return { entries: number, broken: 0, kind: "", why: "", head: previous, ...records.found() };
}

/** What was found, as a sentence. */
export function inWords({ entries, broken, kind, why, redacted, unchecked }) {
  if (kind) return `Broken at entry ${broken}: ${kind}, ${why}.`;
  const many = count(entries, "entry", "entries");
  if (!redacted) return `${many}, intact.`;
  return unchecked ? `${many}, ${redacted} redacted, signatures not checked: ${unchecked}.` : `${many}, intact, ${redacted} redacted.`;
}
