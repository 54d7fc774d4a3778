// What hashes and signatures of the ledger are made of, with nothing but what a browser has.
const utf8 = new TextEncoder();

/** The canonical form of RFC 8785, of values as entries hold them. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(",")}}`;
}

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const digest = async (algorithm, bytes) => new Uint8Array(await crypto.subtle.digest(algorithm, bytes));

/** SHA-256 in lower-case hex, of a text's UTF-8 or of bytes. */
export const sha256 = async (what) => hex(await digest("SHA-256", typeof what === "string" ? utf8.encode(what) : what));

/** The UUID of version 5 of a name in a name space. */
export async function uuid5(space, name) {
  const head = Uint8Array.from(space.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
  const hash = (await digest("SHA-1", new Uint8Array([...head, ...utf8.encode(name)]))).slice(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return hex(hash).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The bytes of a text in base64; throws on what is none. */
export const unbase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/**
 * Whether this key (X.509) signed a text by Ed25519; null where the browser doesn't know that.
 * Throws on what is no such key.
 */
export async function signed(key, text, signature) {
  try {
    const known = await crypto.subtle.importKey("spki", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, utf8.encode(text));
  } catch (e) {
    if (e.name === "NotSupportedError") return null;
    throw e;
  }
}

/** The object that a line is, if it is in canonical form, ended, and has these fields, sorted; else null. */
export function parsed({ line, ended }, fields) {
  if (!ended) return null;
  try {
    const value = JSON.parse(line);
    return canonical(Object.keys(value).sort()) === canonical(fields) && canonical(value) === line ? value : null;
  } catch {
    return null;
  }
}
