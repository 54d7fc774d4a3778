// A second verifier of ledger exports, written from docs/ledger.md alone; Node, no packages.
//   node verify-ledger.js FILE...                 one JSON line per file
//   node verify-ledger.js --checkpoint CP FILE...
'use strict';
const { createHash, createPublicKey, verify: isSignedBy } = require('node:crypto');
const { readFileSync } = require('node:fs');

const ZEROS = '0'.repeat(64);
const FIELDS = ['agent_id', 'created_at', 'details', 'entry_id', 'event_id', 'hash', 'previous_hash', 'sequence', 'type'];
const RECORD = [
  'agent_id', 'algorithm', 'hash', 'kid', 'public_key', 'redacted', 'redacted_at', 'redacted_hash', 'sequence', 'signature',
];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();

// RFC 8785: JSON.stringify has its strings and numbers; names are sorted by UTF-16 code units.
function canonical(value) {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value !== null && typeof value === 'object') {
    return '{' + Object.keys(value).sort().map((k) => JSON.stringify(k) + ':' + canonical(value[k])).join(',') + '}';
  }
  return JSON.stringify(value);
}

function uuid5(space, name) {
  const hash = createHash('sha1').update(Buffer.from(space.replaceAll('-', ''), 'hex')).update(name).digest();
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// The lines as text; an unfinished or unreadable one becomes null.
function lines(bytes) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const found = [];
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(10, from);
    let text = null;
    try {
      if (end >= 0) text = decoder.decode(bytes.subarray(from, end));
    } catch {
      text = null;
    }
    found.push(text);
    from = end < 0 ? bytes.length : end + 1;
  }
  return found;
}

function parse(line, fields) {
  try {
    if (line === null) return null;
    const value = JSON.parse(line);
    return canonical(value) === line && Object.keys(value).sort().join() === fields.join() ? value : null;
  } catch {
    return null;
  }
}

function parseEntry(line) {
  const e = parse(line, FIELDS);
  const shaped =
    e !== null && UUID.test(e.agent_id) && UUID.test(e.event_id) && UUID.test(e.entry_id) && TIME.test(e.created_at) &&
    e.details !== null && typeof e.details === 'object' && !Array.isArray(e.details) && typeof e.type === 'string' &&
    typeof e.hash === 'string' && typeof e.previous_hash === 'string' && Number.isSafeInteger(e.sequence) && e.sequence > 0;
  return shaped ? e : null;
}

const isRedaction = (details) => Object.keys(details).join() === 'redacted' && /^[0-9a-f]{64}$/.test(details.redacted);

// Whether the record behind an entry whose details were taken out vouches for it.
function vouches(record, entry) {
  try {
    const { hash, entry_id, ...now } = entry;
    const { signature, ...said } = record;
    const key = Buffer.from(record.public_key, 'base64');
    return (
      record.agent_id === entry.agent_id && record.sequence === entry.sequence && record.hash === hash &&
      record.redacted === entry.details.redacted && record.redacted_hash === sha256(canonical(now)).toString('hex') &&
      TIME.test(record.redacted_at) && record.algorithm === 'Ed25519' &&
      record.kid === sha256(key).toString('hex').slice(0, 32) &&
      isSignedBy(
        null, Buffer.from(canonical(said)), createPublicKey({ key, format: 'der', type: 'spki' }),
        Buffer.from(signature, 'base64'))
    );
  } catch {
    return false;
  }
}

function verify(bytes) {
  const all = lines(bytes);
  if (all.length === 0) return { broken: 1, why: 'empty' };
  let previous = ZEROS;
  let agent = null;
  let n = 0;
  let redacted = 0;
  const hashes = [];
  for (let i = 0; i < all.length; i++) {
    n++;
    const e = parseEntry(all[i]);
    if (e === null) return { broken: n, why: 'changed' };
    const { hash, entry_id, ...hashed } = e;
    const isRedacted = sha256(canonical(hashed)).toString('hex') !== hash;
    if (isRedacted && !isRedaction(e.details)) return { broken: n, why: 'changed' };
    agent ??= e.agent_id;
    if (e.agent_id !== agent) return { broken: n, why: 'inserted' };
    if (e.sequence < n) return { broken: n, why: 'inserted' };
    if (e.sequence > n) {
      const below = all.slice(i + 1).some((line) => parseEntry(line)?.sequence === n);
      return { broken: n, why: below ? 'reordered' : 'removed' };
    }
    if (e.previous_hash !== previous) return { broken: n, why: 'unlinked' };
    if (entry_id !== uuid5(agent, 'ledger/' + n)) return { broken: n, why: 'changed' };
    hashes.push(hash);
    previous = hash;
    if (isRedacted) {
      if (!vouches(parse(all[++i] ?? null, RECORD), e)) return { broken: n, why: 'redacted' };
      redacted++;
    }
  }
  return { entries: n, redacted, agent, hashes, first: parseEntry(all[0]).created_at };
}

function merkle(leaves) {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return sha256(Buffer.from([0]), leaves[0]);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.from([1]), merkle(leaves.slice(0, split)), merkle(leaves.slice(split)));
}

function readCheckpoint(bytes) {
  const [first, ...heads] = lines(bytes);
  const header = parse(first ?? null, ['agents', 'hash', 'number', 'previous_hash', 'root', 'taken_at']);
  if (header === null || heads.includes(null)) return null;
  const { hash, ...hashed } = header;
  const right =
    sha256(canonical(hashed)).toString('hex') === hash && header.agents === heads.length &&
    merkle(heads).toString('hex') === header.root;
  const parsed = heads.map((line) => parse(line, ['agent_id', 'hash', 'sequence']));
  return right && !parsed.includes(null) ? { header, heads: new Map(parsed.map((h) => [h.agent_id, h])) } : null;
}

function against(result, checkpoint) {
  if (result.broken) return result;
  if (checkpoint === null) return { broken: 0, why: 'checkpoint' };
  const head = checkpoint.heads.get(result.agent);
  if (!head) return result.first > checkpoint.header.taken_at ? result : { broken: 1, why: 'unknown' };
  if (result.entries < head.sequence) return { broken: result.entries + 1, why: 'truncated' };
  return result.hashes[head.sequence - 1] === head.hash ? result : { broken: head.sequence, why: 'changed' };
}

let files = process.argv.slice(2);
let checkpoint;
if (files[0] === '--checkpoint') {
  checkpoint = readCheckpoint(readFileSync(files[1]));
  files = files.slice(2);
}
for (const file of files) {
  let result = verify(readFileSync(file));
  if (checkpoint !== undefined) result = against(result, checkpoint);
  const { entries, redacted } = result;
  console.log(JSON.stringify(result.broken === undefined ? { entries, ...(redacted && { redacted }) } : result));
}
