import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { encodeAction, type Message, sayPlainly } from '#chat/message.ts';
import {
  type ChatPlatform,
  type DeliveryKey,
  type Failure,
  type MessageRef,
  PlatformError,
  type ReadReactions,
  type Target,
} from '#chat/platform.ts';
import type { House } from './house.ts';
import { type RecordingInbox, recordingInbox } from './inbox.ts';

export type { House, SeenAnswer } from './house.ts';

export interface ContractOptions {
  /** Promises that this platform cannot keep, each with its reason. */
  readonly skip?: Readonly<Record<string, string>>;
}

type Promised = (house: House) => Promise<void>;

const PROMISES = new Map<string, Promised>();

/** Holds an adapter to what `src/chat/platform.ts` promises: call it once per platform, in that platform's test file. */
export function platformContract(
  name: string,
  setup: () => Promise<House>,
  { skip = {} }: ContractOptions = {},
): void {
  describe(`${name} keeps the promises of a chat platform`, () => {
    const open: House[] = [];
    afterEach(async () => {
      for (const house of open.splice(0)) await house.close();
    });
    for (const [promised, check] of PROMISES) {
      const reason = skip[promised];
      it(reason === undefined ? promised : `${promised} (not here: ${reason})`, async (test) => {
        if (reason !== undefined) return test.skip(reason);
        const house = await setup();
        open.push(house);
        await check(house);
      });
    }
    it('skips only promises that exist', () => {
      expect(Object.keys(skip).filter((promised) => !PROMISES.has(promised))).toEqual([]);
    });
  });
}

function promise(name: string, check: Promised): void {
  PROMISES.set(name, check);
}

const KEY = 'contractKey-AAAA_0000001';
const A_KEY: DeliveryKey = { key: KEY, purpose: 'digest' };
const ANOTHER_KEY: DeliveryKey = { key: 'contractKey-BBBB_0000002', purpose: 'notice' };

/** One of each kind of part. */
function aMessage(words = 'Daily Papers', key = KEY): Message {
  return {
    summary: `${words} for Tuesday 10 March.`,
    parts: [
      { kind: 'heading', size: 'large', text: words },
      {
        kind: 'paper',
        number: 1,
        title: 'LoGeR: Long-Context Geometric Reconstruction',
        url: 'https://huggingface.co/papers/2603.03269',
        blurb: 'Rebuilds 3D scenes from minutes of video.',
        byline: 'Junyi Zhang and 7 more',
        upvotes: 29,
        tally: { up: 0, down: 0 },
        vote: {
          kind: 'button',
          label: 'Vote',
          does: { key, verb: 'vote', argument: '2603.03269' },
        },
      },
      { kind: 'divider' },
      { kind: 'note', text: 'Vote with the button or by reacting.' },
    ],
  };
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PlatformError) return error.failure;
    throw error;
  }
  throw new Error('it did not fail');
}

const aMinuteAgo = () => Date.now() - 60_000;

async function started(house: House, inbox: RecordingInbox): Promise<RecordingInbox> {
  await house.platform.start(inbox);
  return inbox;
}

async function reactionsOf(
  platform: ChatPlatform,
  refs: readonly MessageRef[],
): Promise<readonly ReadReactions[]> {
  return Array.fromAsync(platform.readReactions(refs, 'unsure'));
}

promise('a post arrives once and carries its key', async ({ platform, place, messagesWith }) => {
  const ref = await platform.post(place, aMessage(), A_KEY);

  expect(messagesWith(KEY)).toEqual([ref]);
});

promise('a post whose time is over does not leave any more', async (house) => {
  const tooLate: DeliveryKey = { ...A_KEY, until: aMinuteAgo() };

  const failed = await failureOf(house.platform.post(house.place, aMessage(), tooLate));

  expect(failed).toEqual({ kind: 'unavailable' });
  expect(house.messagesWith(KEY)).toEqual([]);
});

promise('a post shows its words', async ({ platform, place, wordsOf }) => {
  const ref = await platform.post(place, aMessage(), A_KEY);

  expect(wordsOf(ref)).toContain('Daily Papers');
  expect(wordsOf(ref)).toContain('Rebuilds 3D scenes');
});

promise('a message without any control carries its key too', async (house) => {
  const ref = await house.platform.post(house.place, sayPlainly('Set up.'), ANOTHER_KEY);

  const found = await house.platform.find(house.place, ANOTHER_KEY, aMinuteAgo());

  expect(found).toEqual(ref);
});

promise('a post whose answer was lost is found, and is there once', async (house) => {
  house.loseNextAnswer();

  const failed = await failureOf(house.platform.post(house.place, aMessage(), A_KEY));
  const found = await house.platform.find(house.place, A_KEY, aMinuteAgo());

  expect(failed).toEqual({ kind: 'unknown-outcome' });
  expect(house.messagesWith(KEY)).toEqual([found]);
});

promise('a key that was never posted is absent', async ({ platform, place }) => {
  await platform.post(place, aMessage(), A_KEY);

  const found = await platform.find(place, ANOTHER_KEY, aMinuteAgo());

  expect(found).toBe('absent');
});

promise('an edit replaces the content, and may be repeated', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);

  await house.platform.edit(ref, aMessage('Weekly Papers'));
  await house.platform.edit(ref, aMessage('Weekly Papers'));

  expect(house.wordsOf(ref)).toContain('Weekly Papers');
  expect(house.wordsOf(ref)).not.toContain('Daily Papers');
  expect(house.messagesWith(KEY)).toEqual([ref]);
});

promise('a message is removed once, and removing it again is fine', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);

  await house.platform.remove(ref);
  await house.platform.remove(ref);

  expect(house.messagesWith(KEY)).toEqual([]);
});

promise('an edit of a message that is gone says so', async ({ platform, place }) => {
  const ref = await platform.post(place, aMessage(), A_KEY);
  await platform.remove(ref);

  const failed = await failureOf(platform.edit(ref, aMessage()));

  expect(failed).toEqual({ kind: 'gone', of: 'message' });
});

promise('posts into one thread stand in the same thread', async ({ platform, place }) => {
  const overview = await platform.post(place, aMessage(), A_KEY);
  const thread: Target = { workspace: place.workspace, threadOf: overview, name: 'Tue 10 Mar' };

  const first = await platform.post(thread, aMessage('One'), { ...A_KEY, key: 'card1' });
  const second = await platform.post(thread, aMessage('Two'), { ...A_KEY, key: 'card2' });

  expect(second.channel).toBe(first.channel);
  expect(second.message).not.toBe(first.message);
});

promise('a thread that another process made is adopted', async (house) => {
  const overview = await house.platform.post(house.place, aMessage(), A_KEY);
  const { workspace } = house.place;
  const thread: Target = { workspace, threadOf: overview, name: 'Tue 10 Mar' };
  const first = await house.platform.post(thread, aMessage('One'), { ...A_KEY, key: 'card1' });

  const restarted = await house.restart();
  const second = await restarted.post(thread, aMessage('Two'), { ...A_KEY, key: 'card2' });

  expect(second.channel).toBe(first.channel);
});

promise('a lost post in a thread is found there', async (house) => {
  const overview = await house.platform.post(house.place, aMessage(), A_KEY);
  const { workspace } = house.place;
  const thread: Target = { workspace, threadOf: overview, name: 'Tue 10 Mar' };
  await house.platform.post(thread, aMessage('One', 'card1'), { ...A_KEY, key: 'card1' });
  house.loseNextAnswer();

  const card = aMessage('Two', 'card2');
  await failureOf(house.platform.post(thread, card, { ...A_KEY, key: 'card2' }));
  const found = await house.platform.find(thread, { ...A_KEY, key: 'card2' }, aMinuteAgo());

  expect(house.messagesWith('card2')).toEqual([found]);
});

promise('a private message reaches a person', async ({ platform, place, member, wordsOf }) => {
  const to: Target = { workspace: place.workspace, person: member };

  const ref = await platform.post(to, sayPlainly('Your digest is paused.'), ANOTHER_KEY);

  expect(wordsOf(ref)).toContain('Your digest is paused.');
});

promise('a post to a channel that is missing fails for the channel', async (house) => {
  const failed = await failureOf(house.platform.post(house.missing, aMessage(), A_KEY));

  expect(failed).toMatchObject({ of: 'channel' });
  expect(['gone', 'forbidden']).toContain(failed.kind);
});

promise('a post to a channel that is closed to us fails for the channel', async (house) => {
  const failed = await failureOf(house.platform.post(house.forbidden, aMessage(), A_KEY));

  expect(failed).toEqual({ kind: 'forbidden', of: 'channel' });
});

promise('a rate limit says how long to wait, and nothing was posted', async (house) => {
  house.limitNextPost(7_000);

  const failed = await failureOf(house.platform.post(house.place, aMessage(), A_KEY));

  expect(failed).toMatchObject({ kind: 'rate-limited' });
  expect(failed.kind === 'rate-limited' && failed.retryAfterMs).toBeGreaterThanOrEqual(7_000);
  expect(house.messagesWith(KEY)).toEqual([]);
});

promise('a rate limit says whether one channel has to wait, or everything', async (house) => {
  house.limitNextPost(7_000);

  const failed = await failureOf(house.platform.post(house.place, aMessage(), A_KEY));

  expect(failed).toMatchObject({ of: 'channel' });
});

promise('a token that was refused is tried again by the next post', async (house) => {
  house.refuseNextPost();

  const failed = await failureOf(house.platform.post(house.place, aMessage(), A_KEY));
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);

  expect(failed).toEqual({ kind: 'unauthorized', of: 'installation' });
  expect(house.messagesWith(KEY)).toEqual([ref]);
});

promise('a message of ours tells which delivery it is', async ({ platform, place }) => {
  const among = [ANOTHER_KEY.key, KEY];
  const ref = await platform.post(place, aMessage(), A_KEY);
  const plain = await platform.post(place, sayPlainly('Set up.'), ANOTHER_KEY);

  expect(await platform.keyOf(ref, among)).toBe(KEY);
  expect(await platform.keyOf(plain, among)).toBe(ANOTHER_KEY.key);
  expect(await platform.keyOf(ref, [ANOTHER_KEY.key])).toBeUndefined();
});

promise('a message in a thread tells which delivery it is', async ({ platform, place }) => {
  const overview = await platform.post(place, aMessage(), A_KEY);
  const thread: Target = { workspace: place.workspace, threadOf: overview, name: 'Cards' };
  const card = await platform.post(thread, aMessage('A card', ANOTHER_KEY.key), ANOTHER_KEY);

  expect(await platform.keyOf(card, [KEY, ANOTHER_KEY.key])).toBe(ANOTHER_KEY.key);
});

promise('a message that is gone tells nothing', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  await house.deleteMessage(ref);

  expect(await house.platform.keyOf(ref, [KEY])).toBeUndefined();
});

promise('stop is safe twice, and without start', async ({ platform }) => {
  await platform.stop();
  await platform.stop();
});

promise('stop is safe twice after start', async (house) => {
  await started(house, recordingInbox());

  await house.platform.stop();
  await house.platform.stop();
});

promise('a stop that comes while a start is under way ends it', async (house) => {
  const inbox = recordingInbox();
  const starting = house.platform.start(inbox);

  await Promise.allSettled([house.platform.stop(), starting]);

  await expect(house.command('help')).rejects.toThrow();
  expect(inbox.arrived.filter(({ kind }) => kind === 'command')).toEqual([]);
});

promise('inspect finds nothing in the way where all is well', async ({ platform, place }) => {
  const facts = await platform.inspect(place);

  expect(facts.obstacles).toEqual([]);
});

promise('inspect names what is in the way and what to do', async ({ platform, forbidden }) => {
  const facts = await platform.inspect(forbidden);

  expect(facts.obstacles).not.toEqual([]);
  for (const { problem, fix } of facts.obstacles) {
    expect(problem).toMatch(/\.$/);
    expect(fix).toMatch(/\.$/);
  }
});

promise('inspect says when a channel is gone', async ({ platform, missing }) => {
  const facts = await platform.inspect(missing);

  expect(facts.obstacles.map(({ kind }) => kind)).not.toEqual([]);
});

promise('inspect takes a channel of our own for one', async ({ platform, place }) => {
  const facts = await platform.inspect(place);

  expect(facts).toMatchObject({ isShared: false });
});

promise('inspect tells where people of other workspaces are too', async ({ platform, shared }) => {
  const facts = await platform.inspect(shared());

  expect(facts).toMatchObject({ isShared: true, obstacles: [] });
});

promise('inspect tells admins from members', async ({ platform, place, admin, member }) => {
  const first = await platform.inspect(place, admin);
  const second = await platform.inspect(place, member);

  expect(first.person).toMatchObject({ isAdmin: true, isWorkspaceAdmin: true, isBot: false });
  expect(second.person).toMatchObject({ isAdmin: false, isWorkspaceAdmin: false, isBot: false });
});

promise('reactions are read with their people, bots left out', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  await house.react(ref, house.member);
  await house.react(ref, 'a bot');

  const [read] = await reactionsOf(house.platform, [ref]);

  expect(read?.ref).toEqual(ref);
  expect(read?.state).toMatchObject([{ person: house.member, isBurst: false }]);
  expect(read?.state).toHaveLength(1);
});

promise('a message without reactions is not one that is gone', async (house) => {
  const quiet = await house.platform.post(house.place, aMessage(), A_KEY);
  const deleted = await house.platform.post(house.place, aMessage('Gone'), ANOTHER_KEY);
  await house.deleteMessage(deleted);

  const read = await reactionsOf(house.platform, [quiet, deleted]);

  expect(read).toEqual([
    { ref: quiet, state: [] },
    { ref: deleted, state: 'gone' },
  ]);
});

promise('equal counts are answered without reading people', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  await house.react(ref, house.member);
  const [first] = await reactionsOf(house.platform, [ref]);
  const emoji = Array.isArray(first?.state) ? String(first.state[0]?.emoji) : '';

  const counts = new Map([[emoji, 1]]);
  const second = await Array.fromAsync(house.platform.readReactions([ref], counts));

  expect(second).toEqual([{ ref, state: 'same-counts' }]);
});

promise('a command is answered privately', async (house) => {
  const inbox = await started(house, recordingInbox());

  const answer = await house.command('search', { words: 'confidence calibration' });

  expect(answer.words).toContain('You asked for search.');
  expect(answer.isPrivate).toBe(true);
  expect(inbox.arrived).toContainEqual({
    kind: 'command',
    command: expect.objectContaining({
      name: 'search',
      options: { words: 'confidence calibration' },
      isShared: false,
      spot: expect.objectContaining(house.place),
    }),
  });
});

promise('a slow command is still acknowledged in time', async (house) => {
  const slow = Promise.withResolvers<void>();
  const command = async () => {
    await slow.promise;
    return { kind: 'message' as const, message: sayPlainly('At last.') };
  };
  const inbox = await started(house, recordingInbox({ command }));
  const answering = house.command('help');
  await inbox.first(({ kind }) => kind === 'command');
  const late = setTimeout(slow.resolve, 3_300);
  onTestFinished(() => clearTimeout(late));

  const answer = await answering;

  expect(answer.words).toContain('At last.');
  expect(answer.acknowledgedAfterMs).toBeLessThan(3_000);
});

promise('a failing command is answered, and the next one works', async (house) => {
  let calls = 0;
  const command = async () => {
    calls += 1;
    if (calls === 1) throw new Error('a fault of ours');
    return { kind: 'message' as const, message: sayPlainly('Works again.') };
  };
  await started(house, recordingInbox({ command }));

  const first = await house.command('help');
  const second = await house.command('help');

  expect(first.words).not.toBe('');
  expect(first.words).not.toContain('a fault of ours');
  expect(second.words).toContain('Works again.');
});

promise('a message that is looked up is read, and answered privately', async (house) => {
  const inbox = await started(house, recordingInbox());

  const answer = await house.lookUp('Read https://arxiv.org/abs/2603.03269v2, please');

  expect(answer.words).toContain('You looked up a message.');
  expect(answer.isPrivate).toBe(true);
  expect(inbox.arrived).toContainEqual({
    kind: 'look-up',
    lookUp: {
      text: expect.stringContaining('https://arxiv.org/abs/2603.03269v2'),
      spot: house.place,
      person: expect.objectContaining({ id: house.member }),
    },
  });
});

promise('a look-up that fails is answered, and the next one works', async (house) => {
  let calls = 0;
  const lookUp = async () => {
    calls += 1;
    if (calls === 1) throw new Error('a fault of ours');
    return { kind: 'message' as const, message: sayPlainly('Works again.') };
  };
  await started(house, recordingInbox({ lookUp }));

  const first = await house.lookUp('Hello');
  const second = await house.lookUp('Hello');

  expect(first.words).not.toBe('');
  expect(first.words).not.toContain('a fault of ours');
  expect(second.words).toContain('Works again.');
});

promise('a card stands under a link that somebody posts', async (house) => {
  const url = 'https://arxiv.org/abs/2603.03269v2';
  const links = async () => [{ url, message: sayPlainly('LoGeR: Long-Context Reconstruction') }];
  const inbox = await started(house, recordingInbox({ links }));

  const words = await house.cardUnder(`Read ${url} or https://example.org, please`);

  expect(words).toContain('LoGeR: Long-Context Reconstruction');
  expect(inbox.arrived).toContainEqual({
    kind: 'links',
    shared: { workspace: house.place.workspace, urls: [url], isInside: true },
  });
});

promise(
  'nothing is in the way of cards under links where all is well',
  async ({ platform, place }) => {
    expect(platform.limits.canUnfurl).toBe(true);
    expect(await platform.unfurlObstacle?.(place.workspace)).toBeUndefined();
  },
);

promise('a press on a message posted before the start reaches the inbox', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  const restarted = await house.restart();
  const inbox = recordingInbox();
  await restarted.start(inbox);

  const answer = await house.press(ref, 'Vote');

  expect(answer.words).toContain('You pressed vote.');
  expect(answer.isPrivate).toBe(true);
  expect(inbox.arrived).toContainEqual({
    kind: 'press',
    press: expect.objectContaining({
      action: { key: KEY, verb: 'vote', argument: '2603.03269' },
      on: ref,
    }),
  });
});

promise('a press that fails leaves the answer that it was to replace', async (house) => {
  let presses = 0;
  const press = async () => {
    presses += 1;
    if (presses === 1) throw new Error('a fault of ours');
    return { kind: 'message' as const, message: sayPlainly('Page 2') };
  };
  const command = async () => ({ kind: 'message' as const, message: pageOne });
  await started(house, recordingInbox({ command, press }));
  const list = await house.command('help');

  const failed = await list.press('Next');
  const left = list.wordsNow();
  await list.press('Next');

  expect(failed.words).not.toBe('');
  expect(failed.words).not.toContain('a fault of ours');
  expect(failed.isPrivate).toBe(true);
  expect(left).toBe(list.words);
  expect(list.wordsNow()).toBe('Page 2');
});

const pageOne: Message = {
  summary: 'Page 1',
  parts: [
    { kind: 'text', text: 'Page 1' },
    {
      kind: 'actions',
      items: [
        { kind: 'button', label: 'Next', does: { key: 'view1', verb: 'page', argument: '2' } },
      ],
    },
  ],
};

promise('reactions to a message posted before the start reach the inbox', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  const restarted = await house.restart();
  const inbox = recordingInbox();
  await restarted.start(inbox);

  await house.react(ref, house.member);
  await house.unreact(ref, house.member);

  for (const kind of ['added', 'removed']) {
    const found = await inbox.first((one) => one.kind === 'reaction' && one.change.kind === kind);
    expect(found).toMatchObject({ change: { ref, person: house.member, isBurst: false } });
  }
});

promise('a bot’s reactions stay outside', async (house) => {
  const inbox = await started(house, recordingInbox());
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);

  await house.react(ref, 'a bot');
  await house.react(ref, house.member);

  await inbox.first(({ kind }) => kind === 'reaction');
  const reactions = inbox.arrived.filter(({ kind }) => kind === 'reaction');
  expect(reactions).toMatchObject([{ change: { person: house.member } }]);
});

promise('somebody else’s deletion of a message reaches the inbox', async (house) => {
  const ref = await house.platform.post(house.place, aMessage(), A_KEY);
  const inbox = await started(house, recordingInbox());

  await house.deleteMessage(ref);

  const found = await inbox.first(({ kind }) => kind === 'reaction');
  expect(found).toMatchObject({ change: { kind: 'deleted', refs: [ref] } });
});

promise('the longest action comes back whole', async (house) => {
  const before = encodeAction({ key: KEY, verb: 'vote' }).length + ':'.length;
  const argument = '2'.repeat(80 - before);
  const action = { key: KEY, verb: 'vote', argument };
  const button = { kind: 'button' as const, label: 'Long', does: action };
  const message: Message = {
    summary: 'Long.',
    parts: [
      { kind: 'text', text: 'Long.' },
      { kind: 'actions', items: [button] },
    ],
  };
  const inbox = await started(house, recordingInbox());
  const ref = await house.platform.post(house.place, message, A_KEY);

  await house.press(ref, 'Long');

  const found = await inbox.first(({ kind }) => kind === 'press');
  expect(found).toMatchObject({ press: { action } });
});
