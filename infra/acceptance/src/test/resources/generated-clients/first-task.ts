/** The README's first task, by a client that was generated from the OpenAPI document. */
import * as assert from "node:assert";
import {
  AgentsApi,
  Configuration,
  FilesApi,
  MemoryApi,
  QuotaApi,
  ResponseError,
  TasksApi,
} from "./client";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

function by(token: string): Configuration {
  return new Configuration({ basePath: variable("GENII_URL"), accessToken: variable(token) });
}

async function main(): Promise<void> {
  const id = variable("GENII_AGENT");
  const admin = by("GENII_ADMIN");
  const own = by("GENII_TOKEN");

  const provisioned = await new AgentsApi(admin).provisionProvision({
    provisionRequest: {
      agentId: id,
      entityId: "11111111-1111-4111-8111-111111111111",
      name: "scout",
      monthlyCostLimitUsd: 20,
      metadata: { team: "sales" },
    },
  });
  assert.equal(provisioned.quota.monthlyCostLimitUsd, 20);

  const tasks = new TasksApi(own);
  const submitted = await tasks.submitSubmit({
    taskRequest: {
      type: "simulate",
      payload: { duration_ms: 100, tokens: 20, result: [1, "two", null] },
      estimatedTokens: 50,
      idempotencyKey: "first-from-a-generated-client",
    },
  });
  let task = await tasks.taskGet({ id: submitted.taskId });
  while (!["completed", "dead_lettered", "cancelled"].includes(task.status)) {
    await new Promise((later) => setTimeout(later, 200));
    task = await tasks.taskGet({ id: submitted.taskId });
  }
  assert.deepEqual(task.result, [1, "two", null]);
  const list = await tasks.taskList({ id, limit: 5 });
  assert.deepEqual(list.items.map((one) => one.taskId), [task.taskId]);
  assert.equal((await new QuotaApi(own).quotaGet({ id })).monthlyTokensUsed, 20);

  const memory = new MemoryApi(own);
  const key = "a/b c";
  for (const value of [[1, "two"], "text", 2.5, true, { stage: "won" }]) {
    assert.deepEqual((await memory.keyPut({ id, key, putRequest: { value } })).value, value);
    assert.deepEqual((await memory.keyViewGet({ id, key })).value, value);
  }
  assert.equal((await memory.keyViewList({ id, prefix: "a/" })).items[0].version, 5);
  await memory.keyDelete({ id, key });

  const files = new FilesApi(own);
  const content = new File(["hello"], "report.txt");
  const file = await files.uploadUpload({ id, file: content, taskId: task.taskId });
  assert.deepEqual([file.sizeBytes, file.name, file.taskId], [5, "report.txt", task.taskId]);
  assert.equal((await files.fileList({ id })).items[0].fileId, file.fileId);
  await files.fileActionsDelete({ id, fileId: file.fileId });

  try {
    await new QuotaApi(own).changeQuotaChange({ id, quotaRequest: { overagePolicy: "allow" } });
    assert.fail("an agent changed its quota");
  } catch (refused) {
    if (!(refused instanceof ResponseError)) throw refused;
    assert.equal(refused.response.status, 403);
    assert.equal((await refused.response.json()).reason, "forbidden");
  }

  console.log(task.taskId, task.status);
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
