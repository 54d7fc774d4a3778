import { Queue, Worker } from 'bullmq';
import { completed, serve } from './harness.mjs';

const url = new URL(process.env.PEER_REDIS);
const connection = {
  host: url.hostname,
  port: Number(url.port),
  password: decodeURIComponent(url.password) || undefined,
  maxRetriesPerRequest: null,
};
const queue = new Queue('peer-tasks', { connection });
const worker = new Worker('peer-tasks', async () => {}, {
  connection,
  concurrency: Number(process.env.PEER_SLOTS),
});
worker.on('completed', (job) => completed(job.data.id));
await worker.waitUntilReady();
await serve(
  (id) => queue.add('task', { id }, { removeOnComplete: 1000 }),
  async () => {
    await worker.close(true);
    await queue.close();
  },
);
