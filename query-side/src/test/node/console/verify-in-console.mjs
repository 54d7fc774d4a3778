// What the console says of an export, if the service lists these keys.
//   node verify-in-console.mjs FILE [PUBLIC_KEY...]
import { readFileSync } from "node:fs";
import { load } from "./load.mjs";

const { inWords, verify } = await load("verify.js");
const [file, ...keys] = process.argv.slice(2);
console.log(inWords(await verify(new Blob([readFileSync(file)]).stream(), async () => keys)));
