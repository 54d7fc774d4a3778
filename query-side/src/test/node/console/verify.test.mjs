// The console's verifier of a ledger, over a pinned export in which three entries are redacted.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { inWords, verify } = await load("verify.js");
const { canonical, sha256 } = await load("hashes.js");
const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const EXPORT = read("redacted.ndjson").trimEnd().split("\n");
const KEYS = JSON.parse(read("redacted-keys.json")).items;
const OURS = KEYS[0].public_key;
// Its lines: entry 1 and its record; entries 2 and 3; 4 and its record; 5 and its record; 6 to 9.
const FOUR = 4;
const RECORD = 5;

const body = (lines) => new Blob([lines.map((line) => `${line}\n`).join("")]).stream();
const find = (lines, keys = async () => [OURS]) => verify(body(lines), keys);
const said = async (lines, keys) => inWords(await find(lines, keys));
const spliced = (at, removed, ...added) => [...EXPORT.slice(0, at), ...added, ...EXPORT.slice(at + removed)];
const but = (n, line) => spliced(n, 1, typeof line === "function" ? canonical(line(JSON.parse(EXPORT[n]))) : line);
const unknown = async () => { throw new Error("503"); };

/** Another key, and the record with what was changed signed by it. */
async function forged(change) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "der", type: "spki" });
  const { signature, ...record } = { ...JSON.parse(EXPORT[RECORD]), public_key: key.toString("base64"), kid: (await sha256(key)).slice(0, 32), ...change };
  const line = canonical({ ...record, signature: sign(null, Buffer.from(canonical(record)), privateKey).toString("base64") });
  return { line, key: record.public_key };
}

/** As a browser that doesn't know Ed25519. */
async function old(of) {
  crypto.subtle.importKey = async () => { throw new DOMException("Unrecognized name", "NotSupportedError"); };
  try {
    return await of();
  } finally {
    delete crypto.subtle.importKey;
  }
}

test("an export with redactions is intact, and the keys are asked for once", async () => {
  let asked = 0;
  const found = await find(EXPORT, async () => { asked++; return ["another", OURS]; });
  assert.equal(inWords(found), "9 entries, intact, 3 redacted.");
  assert.deepEqual(found.signers, [KEYS[0].kid]);
  assert.equal(found.head, JSON.parse(EXPORT.at(-1)).hash);
  assert.equal(asked, 1);
});

test("where nothing is redacted no key is asked for", async () => {
  const { entry_id, hash, ...first } = JSON.parse(EXPORT[0]);
  const entry = { ...first, details: { by: "admin" } };
  const line = canonical({ ...entry, entry_id, hash: await sha256(canonical(entry)) });
  assert.equal(await said([line], () => assert.fail("asked")), "1 entry, intact.");
  assert.equal(await said([]), "Broken at entry 1: empty, there is no entry at all.");
});

test("whatever is changed of a redacted entry or of its record shows at it", async () => {
  for (const n of [FOUR, RECORD]) {
    const line = EXPORT[n];
    // The last letters of a signature have bits that count for nothing.
    for (let at = 0; at < line.length - 6; at += 2) {
      const changed = line.slice(0, at) + (line[at] === "7" ? "8" : "7") + line.slice(at + 1);
      assert.equal((await find(but(n, changed))).broken, 4, changed);
    }
  }
});

test("an entry is redacted with a record of its own behind it, or not at all", async () => {
  const none = "Broken at entry 4: redacted, no record of its redaction follows it.";
  assert.equal(await said(spliced(RECORD, 1)), none);
  assert.equal(await said(EXPORT.slice(0, RECORD)), none);
  assert.equal(await said(but(RECORD, "")), none);
  assert.equal(await said(but(RECORD, EXPORT[1])), "Broken at entry 4: redacted, the record of a redaction behind it says otherwise.");
  assert.equal((await find(spliced(RECORD, 0, EXPORT[RECORD]))).broken, 5);
  assert.equal((await find(spliced(3, 0, EXPORT[RECORD]))).kind, "changed");
  const cut = new Blob([EXPORT.slice(0, RECORD + 1).join("\n")]).stream();
  assert.equal(inWords(await verify(cut, async () => [OURS])), none);
});

test("details that are more than a hash, or no hash, are changed ones", async () => {
  const changed = "Broken at entry 4: changed, its hash is not that of what it says.";
  for (const details of [{ by: "admin" }, { redacted: "it" }, { redacted: "0".repeat(63) }, { redacted: "0".repeat(64), by: "admin" }, {}, null]) {
    assert.equal(await said(but(FOUR, (entry) => ({ ...entry, details }))), changed);
  }
});

test("what is left of an entry is covered by its record alone", async () => {
  assert.equal(
    await said(but(FOUR, (entry) => ({ ...entry, type: "task_approved" }))),
    "Broken at entry 4: redacted, the record of a redaction behind it says otherwise.");
});

test("a signature must hold, and be by a key that the service lists", async () => {
  const by = "Broken at entry 4: redacted, the signature of its redaction:";
  const { line, key } = await forged({});
  assert.equal(await said(but(RECORD, line)), `${by} it is by no key of this service.`);
  assert.equal(await said(but(RECORD, line), async () => [OURS, key]), "9 entries, intact, 3 redacted.");
  const named = await forged({ kid: KEYS[0].kid });
  assert.equal(await said(but(RECORD, named.line), async () => [OURS, named.key]), `${by} its key has another name.`);
  const later = but(RECORD, (record) => ({ ...record, redacted_at: "2026-04-01T08:00:00.000001Z" }));
  assert.equal(await said(later), `${by} it does not hold.`);
  for (const signature of ["", "!", "AAAA", JSON.parse(EXPORT[1]).signature]) {
    assert.equal(await said(but(RECORD, (record) => ({ ...record, signature }))), `${by} it does not hold.`);
  }
});

test("a browser without Ed25519 says that signatures weren't checked, and finds all else", async () => {
  await old(async () => {
    const found = await find(EXPORT);
    assert.equal(inWords(found), "9 entries, 3 redacted, signatures not checked: this browser doesn't know Ed25519.");
    assert.deepEqual(found.signers, []);
    const { line } = await forged({});
    for (const lines of [but(RECORD, line), but(RECORD, (r) => ({ ...r, signature: "" })), but(RECORD, (r) => ({ ...r, redacted_hash: "0".repeat(64) }))]) {
      assert.equal((await find(lines)).broken, 4);
    }
  });
});

test("where the keys can't be read, signatures hold by keys that nobody vouches for", async () => {
  const found = await find(EXPORT, unknown);
  assert.equal(inWords(found), "9 entries, 3 redacted, signatures not checked: the keys of this service couldn't be read.");
  assert.deepEqual(found.signers, [KEYS[0].kid]);
  assert.equal((await find(but(RECORD, (r) => ({ ...r, signature: "" })), unknown)).broken, 4);
});
