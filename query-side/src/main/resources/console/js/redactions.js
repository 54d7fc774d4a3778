// Entries whose text was erased, and the signed records that vouch for them: "Redactions" in docs/ledger.md.
import { canonical, parsed, sha256, signed, unbase64 } from "./hashes.js";

const FIELDS = ["agent_id", "algorithm", "hash", "kid", "public_key", "redacted", "redacted_at", "redacted_hash", "sequence", "signature"];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const KID = 32; // digits
const SIGNATURE = 64; // bytes
const NO_ED25519 = "this browser doesn't know Ed25519";

/** Whether this is what is left of an entry's details. */
export const isRedaction = (details) => /^\{"redacted":"[0-9a-f]{64}"\}$/.test(canonical(details));

/**
 * The records of one chain, as they come. `publicKeys` answers the keys that may have signed, in
 * base64; it is asked once, and only where something was redacted.
 */
export function redactions(publicKeys) {
  const signers = new Set();
  let count = 0;
  let unchecked = "";
  let asked = null;

  /** The keys, or null where they can't be had. */
  async function keys() {
    try {
      return new Set(await publicKeys());
    } catch {
      unchecked = "the keys of this service couldn't be read";
      return null;
    }
  }

  async function signatureFault(record) {
    asked ??= keys();
    const known = await asked;
    if (known && !known.has(record.public_key)) return "it is by no key of this service";
    try {
      const key = unbase64(record.public_key);
      if (record.kid !== (await sha256(key)).slice(0, KID)) return "its key has another name";
      const { signature, ...said } = record;
      const bytes = unbase64(signature); // empty where the entry was not what its hash says
      if (record.algorithm !== "Ed25519" || bytes.length !== SIGNATURE) return "it does not hold";
      const holds = await signed(key, canonical(said), bytes);
      if (holds) signers.add(record.kid);
      if (holds === null) unchecked = NO_ED25519;
      return holds === false ? "it does not hold" : "";
    } catch {
      return "it does not hold";
    }
  }

  return {
    /** What is wrong with the line behind a redacted entry; empty for nothing. */
    async fault(line, entry) {
      const record = parsed(line, FIELDS);
      if (!record) return "no record of its redaction follows it";
      const { entry_id, hash, ...left } = entry;
      const isOfEntry = record.agent_id === entry.agent_id && record.sequence === entry.sequence && record.hash === hash
        && record.redacted === entry.details.redacted && record.redacted_hash === (await sha256(canonical(left)));
      if (!isOfEntry || !TIME.test(record.redacted_at)) return "the record of a redaction behind it says otherwise";
      const fault = await signatureFault(record);
      if (fault) return `the signature of its redaction: ${fault}`;
      count++;
      return "";
    },

    /** How many held; why their signatures prove nothing, or empty; the keys by which they hold. */
    found: () => ({ redacted: count, unchecked, signers: [...signers] }),
  };
}
