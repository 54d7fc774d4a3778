// The client of Anthropic: messages, streamed and not, tools, counting, errors.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { base, key, marker, question, weather } from './settings.mjs';

const client = new Anthropic({ baseURL: base, apiKey: key });
const model = 'claude-sonnet-4-5';
const tools = [{
  name: 'weather',
  description: 'The weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}];

const messages = [{ role: 'user', content: question }];
let steps = 0;
for (;;) {
  const answer = await client.messages.create({ model, messages, tools, max_tokens: 200 });
  steps += 1;
  messages.push({ role: 'assistant', content: answer.content });
  const calls = answer.content.filter((block) => block.type === 'tool_use');
  if (calls.length === 0) {
    assert.equal(answer.content[0].text, 'It snows in Oslo.');
    break;
  }
  messages.push({
    role: 'user',
    content: calls.map((call) => ({
      type: 'tool_result',
      tool_use_id: call.id,
      content: weather(call.input.city),
    })),
  });
}
assert.equal(steps, 2);

const stream = client.messages.stream({ model, max_tokens: 100, messages: [{ role: 'user', content: `${marker} stream` }] });
assert.equal(await stream.finalText(), 'One two three');

const counted = await client.messages.countTokens({ model, messages: [{ role: 'user', content: `${marker} count` }] });
assert.equal(counted.input_tokens, 21);

await assert.rejects(
  client.messages.create({ model, max_tokens: 10, messages: [{ role: 'user', content: marker }], mcp_servers: [] }),
  (e) => e instanceof Anthropic.BadRequestError && e.error.error.code === 'unsupported_field');
await assert.rejects(
  client.messages.create({ model: 'gpt-4o', max_tokens: 10, messages: [{ role: 'user', content: marker }] }),
  (e) => e instanceof Anthropic.BadRequestError && e.error.error.code === 'wrong_protocol');
await assert.rejects(
  new Anthropic({ baseURL: base, apiKey: 'gk_nobody' }).messages.create({ model, max_tokens: 10, messages: [{ role: 'user', content: marker }] }),
  (e) => e instanceof Anthropic.AuthenticationError);
console.log('ok');
