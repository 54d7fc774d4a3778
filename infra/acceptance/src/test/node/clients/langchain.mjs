// LangChain: a model bound to a tool, called in a loop, and a stream.
import assert from 'node:assert/strict';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';
import { base, key, marker, question, weather } from './settings.mjs';

const model = new ChatOpenAI({
  model: 'gpt-4o',
  apiKey: key,
  maxRetries: 0,
  configuration: { baseURL: `${base}/v1` },
});
const its = tool(async ({ city }) => weather(city), {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

const bound = model.bindTools([its]);
const messages = [new HumanMessage(question)];
let answer = await bound.invoke(messages);
messages.push(answer);
assert.equal(answer.tool_calls.length, 1);
for (const call of answer.tool_calls) {
  messages.push(new ToolMessage({ tool_call_id: call.id, content: await its.invoke(call.args) }));
}
answer = await bound.invoke(messages);
assert.equal(answer.content, 'It snows in Oslo.');

let text = '';
for await (const chunk of await model.stream(`${marker} stream`)) text += chunk.content;
assert.equal(text, 'One two three');
console.log('ok');
