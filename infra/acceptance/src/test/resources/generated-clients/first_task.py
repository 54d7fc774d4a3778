"""The README's first task, by a client that was generated from the OpenAPI document."""

import os
import time

from genii import ApiClient, ApiException, Configuration
from genii.api import AgentsApi, FilesApi, MemoryApi, QuotaApi, TasksApi
from genii.models import ProvisionRequest, PutRequest, QuotaRequest, TaskRequest


def client(token):
    return ApiClient(Configuration(host=os.environ["GENII_URL"], access_token=os.environ[token]))


agent = os.environ["GENII_AGENT"]
admin, own = client("GENII_ADMIN"), client("GENII_TOKEN")

provisioned = AgentsApi(admin).provision_provision(
    ProvisionRequest(
        agent_id=agent,
        entity_id="11111111-1111-4111-8111-111111111111",
        name="scout",
        monthly_cost_limit_usd=20,
        metadata={"team": "sales"},
    )
)
assert provisioned.quota.monthly_cost_limit_usd == 20, provisioned

tasks = TasksApi(own)
submitted = tasks.submit_submit(
    TaskRequest(
        type="simulate",
        payload={"duration_ms": 100, "tokens": 20, "result": [1, "two", None]},
        estimated_tokens=50,
        idempotency_key="first-from-a-generated-client",
    )
)
task = tasks.task_get(submitted.task_id)
while task.status not in ("completed", "dead_lettered", "cancelled"):
    time.sleep(0.2)
    task = tasks.task_get(submitted.task_id)
assert task.result == [1, "two", None], task.result
assert [t.task_id for t in tasks.task_list(agent, limit=5).items] == [task.task_id]
assert QuotaApi(own).quota_get(agent).monthly_tokens_used == 20

memory = MemoryApi(own)
for value in ([1, "two"], "text", 2.5, True, {"stage": "won"}):
    assert memory.key_put(agent, "a/b c", PutRequest(value=value)).value == value
    assert memory.key_view_get(agent, "a/b c").value == value
assert memory.key_view_list(agent, prefix="a/").items[0].version == 5
assert memory.key_delete(agent, "a/b c") is None

with open("report.txt", "w", encoding="utf-8") as report:
    report.write("hello")
files = FilesApi(own)
file = files.upload_upload(agent, file="report.txt", task_id=task.task_id)
assert (file.size_bytes, file.name, file.task_id) == (5, "report.txt", task.task_id), file
assert files.file_list(agent).items[0].file_id == file.file_id
assert files.file_actions_delete(agent, file.file_id) is None

try:
    QuotaApi(own).change_quota_change(agent, QuotaRequest(overage_policy="allow"))
    raise AssertionError("an agent changed its quota")
except ApiException as refused:
    assert refused.status == 403 and '"reason":"forbidden"' in refused.body, refused

print(task.task_id, task.status)
