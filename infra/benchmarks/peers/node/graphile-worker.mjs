import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { completed, serve } from './harness.mjs';

const slots = Number(process.env.PEER_SLOTS);
const logger = new Logger(() => () => {});
const settings = { connectionString: process.env.PEER_DATABASE, maxPoolSize: slots + 2, logger };
const utils = await makeWorkerUtils(settings);
await utils.migrate();
const runner = await run({ ...settings, concurrency: slots, noHandleSignals: true, taskList: { task: async () => {} } });
runner.events.on('job:success', ({ job }) => completed(job.payload.id));
await serve((id) => utils.addJob('task', { id }), () => runner.stop());
