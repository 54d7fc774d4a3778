// The Vercel AI SDK: a loop with tools of its own, and a stream.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { base, key, marker, question, weather } from './settings.mjs';

const compatible = createOpenAICompatible({ name: 'genii', baseURL: `${base}/v1`, apiKey: key, includeUsage: true });
const answer = await generateText({
  model: compatible('gpt-4o'),
  prompt: question,
  tools: {
    weather: tool({
      description: 'The weather of a city',
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => weather(city),
    }),
  },
  stopWhen: stepCountIs(5),
});
assert.equal(answer.text, 'It snows in Oslo.');
assert.equal(answer.steps.length, 2);

const stream = streamText({ model: compatible('gpt-4o'), prompt: `${marker} stream` });
let text = '';
for await (const part of stream.textStream) text += part;
assert.equal(text, 'One two three');
assert.ok((await stream.totalUsage).totalTokens > 0);

// Its OpenAI provider speaks Responses, and must keep nothing there.
const responses = await generateText({
  model: createOpenAI({ baseURL: `${base}/v1`, apiKey: key })('gpt-4o'),
  prompt: `${marker} response`,
  providerOptions: { openai: { store: false } },
});
assert.equal(responses.text, 'Hello from responses');
console.log('ok');
