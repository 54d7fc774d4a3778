// The console's modules in Node, which has of a browser what the ledger's verifier needs.
import { webcrypto } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // not there in Node 18
const SOURCE = fileURLToPath(new URL("../../../main/resources/console/js/", import.meta.url));

/** A module by its path below console/js. Of a copy: Node takes a .js file as a module where a package.json says so. */
export async function load(path) {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  try {
    cpSync(SOURCE, folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    return await import(pathToFileURL(join(folder, path)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
