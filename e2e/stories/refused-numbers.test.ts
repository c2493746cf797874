import { tellStory } from '../support/story.ts';

const story = tellStory();

test('what is no subscriber number is refused before anything is read or queued', async () => {
  const { client } = story;
  const token = await client.token();
  for (const segment of ['12345', '%2532%32', '224722000001', '622000001%20', '6220000%C2%A001', 'a%00b']) {
    expect(await client.balance(segment, token)).toMatchObject({
      status: 400,
      body: { code: 'MSISDN_INVALID' },
    });
  }
  const { accounts, queue, deadLetters } = await client.state();
  expect({ accounts, queue, deadLetters }).toEqual({
    accounts: [],
    queue: { visible: 0, inFlight: 0, delayed: 0 },
    deadLetters: [],
  });
});
