// What every peer from npm is asked, a line at a time: 'one N' for N jobs one after the other,
// 'load SECONDS CLIENTS' for as many as CLIENTS can submit. Each answer is a line of JSON.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const BACKLOG = 1000; // jobs under way at most, so that no queue grows without end

const waiting = new Map();
let ended = 0;

/** For the peer to call when a job's end is on record. */
export function completed(id) {
  ended++;
  waiting.get(id)?.();
  waiting.delete(id);
}

/** Answers until its input ends; submit(id) resolves once the job is accepted. */
export async function serve(submit, stop) {
  answer({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const [what, ...numbers] = line.split(' ');
    answer(await { one, load }[what](submit, ...numbers.map(Number)));
  }
  await stop();
  process.exit(0);
}

function answer(json) {
  process.stdout.write(`${JSON.stringify(json)}\n`);
}

async function one(submit, count) {
  const millis = [];
  for (let n = 0; n < count; n++) {
    const id = randomUUID();
    const begun = performance.now();
    const end = new Promise((resolve) => waiting.set(id, resolve));
    await submit(id);
    await end;
    millis.push(performance.now() - begun);
  }
  return { millis };
}

async function load(submit, seconds, clients) {
  const before = ended;
  const begun = performance.now();
  let sent = 0;
  const client = async () => {
    while (performance.now() - begun < seconds * 1000) {
      if (sent - (ended - before) >= BACKLOG) {
        await sleep(1);
      } else {
        sent++;
        await submit(randomUUID());
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  while (ended - before < sent) await sleep(5);
  return { done: sent, seconds: (performance.now() - begun) / 1000 };
}
