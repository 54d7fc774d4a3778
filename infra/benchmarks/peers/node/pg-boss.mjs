import PgBoss from 'pg-boss';
import { completed, serve } from './harness.mjs';

const slots = Number(process.env.PEER_SLOTS);
const boss = new PgBoss({ connectionString: process.env.PEER_DATABASE, max: slots });
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue('tasks');
for (let n = 0; n < slots; n++) {
  // Its shortest interval; the end of a batch is recorded when the handler has returned.
  await boss.work('tasks', { batchSize: 16, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    setImmediate(() => jobs.forEach((job) => completed(job.data.id)));
  });
}
await serve((id) => boss.send('tasks', { id }), () => boss.stop({ graceful: false }));
