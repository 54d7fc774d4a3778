// Does with a queue what BullMQ's users do, as told on standard input.
// node probe.js <bullmq5|bullmq6> <redis port> <prefix> <queue>
// Each line in is a JSON list [method, ...arguments]; each line out is its {"value"} or {"error"}.
const [library, port, prefix, name] = process.argv.slice(2);
const { Queue, QueueEvents, Worker } = require(library);
const options = { connection: { host: '127.0.0.1', port: Number(port) }, prefix };
const queue = new Queue(name, options);
const events = new QueueEvents(name, options);
const seen = [];
let worker;
const worked = [];

for (const kind of ['waiting', 'active', 'completed', 'failed', 'stalled', 'removed']) {
  events.on(kind, (event) => seen.push([kind, event.jobId]));
}

const show = async (job) =>
  job && {
    id: job.id,
    name: job.name,
    data: job.data,
    state: await job.getState(),
    attemptsMade: job.attemptsMade,
    attemptsStarted: job.attemptsStarted,
    processedBy: job.processedBy ?? null,
    finished: job.finishedOn > 0,
    failedReason: job.failedReason ?? null,
    returnvalue: job.returnvalue ?? null,
    stalledCounter: job.stalledCounter ?? 0,
  };

const does = {
  ready: async () => { await queue.waitUntilReady(); await events.waitUntilReady(); return true; },
  counts: () => queue.getJobCounts('waiting', 'active', 'completed', 'failed', 'paused'),
  limit: () => queue.getGlobalConcurrency(),
  waiting: async () => (await queue.getJobs(['waiting'], 0, 100, true)).map((job) => job.id),
  job: async (id) => show(await queue.getJob(id)),
  add: async (id) => (await queue.add('by-node', {}, { jobId: id })).id,
  retry: async (id) => { await (await queue.getJob(id)).retry(); return true; },
  remove: async (id) => (await queue.getJob(id)).remove().then(() => true, () => false),
  pause: () => queue.pause().then(() => true),
  resume: () => queue.resume().then(() => true),
  drain: () => queue.drain().then(() => true),
  obliterate: () => queue.obliterate({ force: true }).then(() => true),
  events: () => seen,
  // A worker of BullMQ's own that does every job at once.
  work: async () => {
    worker = new Worker(name, async (job) => { worked.push(job.id); return 'by node'; },
      { ...options, concurrency: 4, stalledInterval: 300, lockDuration: 2000 });
    await worker.waitUntilReady();
    return true;
  },
  worked: () => worked,
  rest: () => worker.close().then(() => true),
  // A worker that takes one job and dies with it.
  takeAndDie: async () => {
    const mortal = new Worker(name, null, { ...options, lockDuration: 200 });
    const job = await mortal.getNextJob('a token');
    await mortal.close(true);
    return job.id;
  },
};

const answer = (reply) => process.stdout.write(JSON.stringify(reply) + '\n');
require('readline').createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [method, ...args] = JSON.parse(line);
    try {
      answer({ value: (await does[method](...args)) ?? null });
    } catch (e) {
      answer({ error: e.message });
    }
  })
  .on('close', () => process.exit());
