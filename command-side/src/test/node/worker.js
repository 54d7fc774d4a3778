// A worker of BullMQ's own that runs an agent's tasks through the attempt routes, as an integrator
// would write it. node worker.js <redis port> <queue> <base url>, in the folder of an installed
// BullMQ; the worker's token is in TOKEN. Prints a JSON line for what QueueEvents and bull-board see.
const [port, name, base] = process.argv.slice(2);
const { Queue, QueueEvents, Worker } = require('bullmq');
const { version } = require('bullmq/package.json');
const { BullMQAdapter } = require('@bull-board/api/bullMQAdapter');
const options = { connection: { host: '127.0.0.1', port: Number(port) } };
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const post = async (path, body) => {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};

const run = async (job) => {
  const attempts = `/internal/tasks/${job.id}/attempts`;
  const start = await post(attempts, { worker_id: 'node' });
  if (start.status === 409) return null; // cancelled, or another worker's
  const { attempt, task } = start.body;
  if (task.payload.fail) {
    await post(`${attempts}/${attempt}/fail`, { error: 'by node', retryable: true });
    throw new Error('by node');
  }
  const usage = { input_tokens: 1, output_tokens: 2 };
  await post(`${attempts}/${attempt}/complete`, { result: { by: version }, usage });
  return 'done';
};

(async () => {
  const events = new QueueEvents(name, options);
  await events.waitUntilReady();
  for (const kind of ['completed', 'failed']) {
    events.on(kind, (event) => say({ event: kind, job: event.jobId }));
  }
  const board = new BullMQAdapter(new Queue(name, options));
  const waiting = await board.getJobs(['waiting'], 0, 10);
  say({ board: board.getName(), counts: await board.getJobCounts(), waiting: waiting.map((j) => j.toJSON().id) });
  process.stdin.once('data', () => new Worker(name, run, { ...options, concurrency: 4 }));
  process.stdin.on('end', () => process.exit());
})();
