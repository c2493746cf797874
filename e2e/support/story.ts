import { type Client, createClient } from './client.ts';
import { type RunningStack, startStack } from './running-stack.ts';

/** Environment variables of a story's stack, or what makes them just before it starts. */
export type Environment = Record<string, string> | (() => Promise<Record<string, string>>);

/** What a story is told with; filled before its tests run. */
export interface Story {
  readonly stack: RunningStack;
  readonly client: Client;
}

/**
 * Gives a story file a stack of its own for its length, so that stories run in any order and side by side.
 * Each test starts without faults.
 */
export function tellStory(environment: Environment = {}): Story {
  const story = {} as { stack: RunningStack; client: Client };
  beforeAll(async () => {
    story.stack = await startStack(typeof environment === 'function' ? await environment() : environment);
    story.client = createClient(story.stack);
  });
  afterEach(async () => {
    await story.client?.faults({});
  });
  afterAll(async () => {
    await story.stack?.stop();
  });
  return story;
}
