import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ACTION_BYTES, decodeAction, encodeAction, sayPlainly } from '#chat/message.ts';

it.each([
  ['I know no such command. Try: /papers help', '/papers help'],
  ['No arXiv id. Try: /papers show 2509.24002', '/papers show 2509.24002'],
  ['I know no command “tody”. Did you mean /papers today?', '/papers today'],
  ['The best since then. And 68 more: /papers missed. 1, LoGeR', '/papers missed'],
  ['Type /invite @Paperboy in this channel.', '/invite @Paperboy'],
])('shows what is to be typed in “%s” as code', (sentence, command) => {
  const message = sayPlainly(sentence);

  expect(message.summary).toBe(sentence);
  expect(codeOf(message)).toEqual([command]);
});

it('takes no address for a command', () => {
  expect(codeOf(sayPlainly('“https://huggingface.co/papers/1” is no arXiv id.'))).toEqual([]);
});

const anAction = fc.record({
  key: fc.stringMatching(/^[\w-]{1,24}$/),
  verb: fc.stringMatching(/^[a-z-]{1,16}$/),
  argument: fc.string({ unit: 'grapheme', maxLength: 20 }),
});

it('reads every action as it was written, an empty argument as none', () => {
  fc.assert(
    fc.property(anAction, ({ key, verb, argument }) => {
      fc.pre(Buffer.byteLength(`p1:${key}:${verb}:${argument}`) <= ACTION_BYTES);

      const read = decodeAction(encodeAction({ key, verb, argument }));

      expect(read).toEqual({ key, verb, ...(argument !== '' && { argument }) });
      expect(decodeAction(encodeAction({ key, verb }))).toEqual({ key, verb });
    }),
    { examples: [[{ key: 'k1', verb: 'next', argument: '' }]] },
  );
});

function codeOf({ parts }: ReturnType<typeof sayPlainly>): readonly string[] {
  const [part] = parts;
  if (part?.kind !== 'text' || typeof part.text === 'string') return [];
  return part.text.flatMap((span) => (span.kind === 'code' ? [span.text] : []));
}
