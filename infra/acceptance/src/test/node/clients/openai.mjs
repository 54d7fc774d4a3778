// The client of OpenAI: chat and responses, streamed and not, tools, structured outputs, embeddings,
// errors, and its own retries.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { base, key, marker, question, weather } from './settings.mjs';

const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: key });
const model = 'gpt-4o';
const tools = [{
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}];

// A loop with tools.
const messages = [{ role: 'user', content: question }];
let steps = 0;
for (;;) {
  const answer = await client.chat.completions.create({ model, messages, tools, max_tokens: 200 });
  steps += 1;
  const said = answer.choices[0].message;
  messages.push(said);
  if (!said.tool_calls) {
    assert.equal(said.content, 'It snows in Oslo.');
    assert.ok(answer.usage.total_tokens > 0);
    break;
  }
  for (const call of said.tool_calls) {
    const city = JSON.parse(call.function.arguments).city;
    messages.push({ role: 'tool', tool_call_id: call.id, content: weather(city) });
  }
}
assert.equal(steps, 2);

// Streamed: the last chunk tells the use to who asks for it, and to nobody else.
for (const asked of [true, false]) {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: `${marker} stream` }],
    stream: true,
    ...(asked ? { stream_options: { include_usage: true } } : {}),
  });
  let text = '';
  let used = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    used = chunk.usage ?? used;
  }
  assert.equal(text, 'One two three');
  assert.equal(used !== null, asked);
}

// Structured outputs.
const structured = await client.chat.completions.create({
  model,
  messages: [{ role: 'user', content: `${marker} structured` }],
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'weather',
      strict: true,
      schema: {
        type: 'object',
        properties: { degrees: { type: 'number' } },
        required: ['degrees'],
        additionalProperties: false,
      },
    },
  },
});
assert.equal(JSON.parse(structured.choices[0].message.content).degrees, 4);

// Responses, whole and streamed.
const response = await client.responses.create({ model, input: `${marker} response` });
assert.equal(response.output_text, 'Hello from responses');
let streamed = '';
for await (const event of await client.responses.create({ model, input: `${marker} response`, stream: true })) {
  if (event.type === 'response.output_text.delta') streamed += event.delta;
}
assert.equal(streamed, 'Hello from responses');

// Embeddings.
const embedded = await client.embeddings.create({ model: 'text-embedding-3-small', input: `${marker} embed`, encoding_format: 'float' });
assert.deepEqual(embedded.data[0].embedding, [0.5, 0.25]);

// Models.
const models = [];
for await (const listed of client.models.list()) models.push(listed.id);
assert.ok(models.includes(model));
assert.equal((await client.models.retrieve(model)).id, model);

// Refusals are its own errors, and it does not send them again.
await assert.rejects(
  client.chat.completions.create({ model, messages: [{ role: 'user', content: `${marker} n` }], n: 2 }),
  (e) => e instanceof OpenAI.BadRequestError && e.code === 'unsupported_field' && e.param === 'n');
await assert.rejects(
  client.chat.completions.create({ model: 'nobody-knows', messages: [{ role: 'user', content: marker }] }),
  (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found');
await assert.rejects(
  client.chat.completions.create({ model, messages: [{ role: 'user', content: `${marker} huge` }], max_tokens: 90000000 }),
  (e) => e instanceof OpenAI.RateLimitError && e.type === 'insufficient_quota' && e.code === 'quota_exceeded');
await assert.rejects(
  new OpenAI({ baseURL: `${base}/v1`, apiKey: 'gk_nobody' }).models.list(),
  (e) => e instanceof OpenAI.AuthenticationError);

// What the provider asks to be sent again, it does: the stub refuses the first one.
const again = await client.chat.completions.create({ model, messages: [{ role: 'user', content: `${marker} again` }] });
assert.equal(again.choices[0].message.content, 'At last');
console.log('ok');
