import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form, Message, PaperPart, Part, Span } from '#chat/message.ts';
import { NBSP } from '#chat/words.ts';
import { asTyped } from '../../adapters/discord/command-words.ts';
import { escapeLabel, linkTarget } from '../../adapters/discord/escape.ts';
import { toModal } from '../../adapters/discord/form.ts';
import { toComponents } from '../../adapters/discord/render.ts';
import { toMarkup } from '../../adapters/discord/text.ts';
import { commands } from '../../src/commands/inbox.ts';
import { checkMessage, checkModal } from '../fakes/discord/limits.ts';
import { type FakeComponent, FLAG_V2, flatten } from '../fakes/discord/model.ts';

const DRAWN = new URL('../../../shared/design/messages/discord/', import.meta.url);
const PAPERS = new URL('../../../shared/data/hf/papers.jsonl.gz', import.meta.url);
const KEY = 'Zt4kQ9vXw2LrB7mNcH1sPd0a';

function drawn(name: string): {
  readonly components: readonly [FakeComponent];
  readonly data: object;
} {
  const { body } = JSON.parse(readFileSync(new URL(`${name}.json`, DRAWN), 'utf8'));
  return { components: body.components ?? body.data.components, data: body.data };
}

function rendered(message: Message): readonly FakeComponent[] {
  return JSON.parse(JSON.stringify(toComponents(message, { key: KEY })));
}

function check(components: readonly FakeComponent[]): void {
  checkMessage({ components, flags: FLAG_V2 }, FLAG_V2);
}

const action = (verb: string, argument?: string) => ({
  key: KEY,
  verb,
  ...(argument && { argument }),
});
const plainSpan = (text: string): Span => ({ kind: 'plain', text });
const strong = (text: string): Span => ({ kind: 'strong', text });
const link = (text: string, url: string): Span => ({ kind: 'link', text, url });
const button = (label: string, verb: string, argument?: string) => ({
  kind: 'button' as const,
  label,
  does: action(verb, argument),
});

/** The meaning of a drawn component, read back from its markup. */
function meaningOf(one: FakeComponent): readonly Part[] {
  const content = one.content ?? '';
  if (one.type === 9) return [paperOf(one)];
  if (one.type === 14) return [{ kind: 'divider' }];
  if (one.type === 1) return [{ kind: 'actions', items: (one.components ?? []).map(controlOf) }];
  if (content.startsWith('-# ')) return [{ kind: 'note', text: content.slice(3) }];
  const [heading = '', below] = content.slice(3).split('\n');
  const news = below
    ?.split('`')
    .map((text, index): Span => (index % 2 ? { kind: 'code', text } : plainSpan(text)));
  return [{ kind: 'heading', size: 'large', text: heading, ...(news && { below: news }) }];
}

function paperOf({ components = [], accessory }: FakeComponent): PaperPart {
  const match = /^\*\*(\d+)\. \[(.*)\]\((.*)\)\*\*\n(?:(.*)\n)?-# (.*)$/.exec(
    components[0]?.content ?? '',
  );
  const [, number, title = '', url = '', blurb, small = ''] = match ?? [];
  const [byline = '', ...facts] = small.split(`${NBSP}· `);
  const [, , , argument] = (accessory?.custom_id ?? '').split(':');
  return {
    kind: 'paper',
    number: Number(number),
    title,
    url,
    byline,
    facts,
    vote: button(accessory?.label ?? '', 'vote', argument),
    ...(blurb !== undefined && { blurb }),
  };
}

function controlOf({
  type,
  label = '',
  placeholder = '',
  custom_id = '',
  options = [],
}: FakeComponent) {
  const [, , verb = '', argument] = custom_id.split(':');
  if (type === 2) return button(label, verb, argument);
  return {
    kind: 'select' as const,
    placeholder,
    options: options.map((option) => ({ label: option.label, action: action(verb, option.value) })),
  };
}

describe.skipIf(!existsSync(DRAWN))('a Discord message looks as drawn', () => {
  it.each([
    '1-overview',
    '1-overview-no-votes',
    '7-edge-one-paper',
    '8-edge-664-authors',
    '9-catch-up',
  ])('overview %s', (name) => {
    const { components } = drawn(name);
    const parts = (components[0].components ?? []).flatMap(meaningOf);

    const ours = rendered({ summary: 'A digest.', parts });

    expect(ours).toEqual(components);
  });

  it('card', () => {
    const message: Message = {
      summary: 'A card.',
      parts: [
        {
          kind: 'paper',
          opening: [
            { kind: 'person', person: 'discord:1201000000000000003', name: 'Ada Lovelace' },
            plainSpan(' would like to discuss:'),
          ],
          title: 'LoGeR: Long-Context Geometric Reconstruction with Hybrid Memory',
          url: 'https://huggingface.co/papers/2603.03269',
          byline: `Junyi Zhang, Charles Herrmann, Junhwa Hur and${NBSP}5${NBSP}more`,
          facts: ['Deepmind', `listed Tue${NBSP}10${NBSP}Mar`],
        },
        {
          kind: 'text',
          text: 'Feed-forward models already turn a few seconds of video into 3D. LoGeR stretches that to minutes: it reads the video in chunks and carries two kinds of memory between them, one for the overall geometry and one for exact overlaps. Nothing is optimised afterwards, so long sequences stay fast.',
        },
        {
          kind: 'facts',
          facts: [
            { label: 'Votes here', value: '4 up, 1 down' },
            { label: 'Hugging Face', value: `29${NBSP}upvotes, 2${NBSP}comments` },
            {
              label: 'Links',
              value: [
                link('Code', 'https://github.com/Junyi42/LoGeR'),
                plainSpan(` (98${NBSP}stars)${NBSP}· `),
                link('Project page', 'https://loger-project.github.io/'),
                plainSpan(`${NBSP}· `),
                link('arXiv', 'https://arxiv.org/abs/2603.03269'),
              ],
            },
          ],
        },
        {
          kind: 'actions',
          items: [
            button('Vote · 4', 'vote', '2603.03269'),
            button('Save', 'save', '2603.03269'),
            button('Similar', 'similar', '2603.03269'),
            { kind: 'button', label: 'PDF', does: { url: 'https://arxiv.org/pdf/2603.03269' } },
          ],
        },
        {
          kind: 'note',
          text: 'React 👍 up or 👎 down, or use the button. Summary by Hugging Face.',
        },
      ],
    };

    const ours = spaced(rendered(message));

    expect(ours).toEqual(spaced(drawn('2-card').components));
  });

  it('status of a paused channel, in amber', () => {
    const message: Message = {
      summary: 'Paused.',
      tone: 'warning',
      parts: [
        {
          kind: 'heading',
          size: 'small',
          text: 'Paused since Mon 9 Mar, 09:00',
          below: 'Paperboy may no longer send messages in this channel.',
        },
        {
          kind: 'text',
          text: [
            strong('To fix it'),
            plainSpan('\nEdit Channel → Permissions → Paperboy: allow '),
            strong('Send Messages'),
            plainSpan(' and '),
            strong('Send Messages in Threads'),
            plainSpan('. The digest then resumes by itself, with the best of what was missed.'),
          ],
        },
        {
          kind: 'facts',
          facts: [
            { label: 'Waiting', value: '2 digests, folded into one when posting works again' },
            { label: 'Last digest', value: 'Fri 6 Mar, 09:00: 10 of 17 papers, everything posted' },
            {
              label: 'Hugging Face',
              value: 'answered 4 minutes ago; newest list Tue 10 Mar, closed',
            },
          ],
        },
        {
          kind: 'actions',
          items: [button('Check again', 'recheck'), button('Unsubscribe', 'unsubscribe')],
        },
      ],
    };

    const ours = spaced(rendered(message));

    expect(ours).toEqual(spaced(drawn('5-status-paused').components));
  });

  it('a search result with its matched words', () => {
    const title = [
      plainSpan('Believe Your Model: Distribution-Guided '),
      strong('Confidence'),
      plainSpan(' '),
      strong('Calibration'),
    ];
    const part: Part = {
      kind: 'paper',
      number: 1,
      title,
      isTitlePlain: true,
      url: 'https://huggingface.co/papers/2603.03872',
      blurb: [
        plainSpan('Chooses among sampled answers by how their '),
        strong('confidence'),
        plainSpan(' scores are distributed.'),
      ],
      byline: 'Xizhong Yang and 3 more',
      facts: ['10 Mar 2026', '35 HF upvotes', '6 votes here', 'posted here 10 Mar'],
    };

    const [ours] = rendered({ summary: 'Found.', parts: [part] });

    const theirs = drawn('3-search').components[0].components?.[2]?.content ?? '';
    expect(spaced(ours?.components?.[0]?.content)).toBe(spaced(theirs));
  });

  it('the subscribe form', () => {
    const choice = (label: string, value: string) => ({ label, value });
    const form: Form = {
      title: 'Subscribe this channel',
      submit: 'Subscribe',
      action: action('subscribe'),
      fields: [
        {
          kind: 'select',
          name: 'when',
          label: 'How often',
          value: 'daily',
          options: [
            choice('Weekdays, each new list', 'daily'),
            choice('Mondays, best of last week', 'weekly-mon'),
            choice('Fridays, best of this week', 'weekly-fri'),
          ],
        },
        { kind: 'time', name: 'at', label: 'Time', value: '09:00' },
        { kind: 'zone', name: 'zone', label: 'Time zone', value: 'Europe/Zurich', options: [] },
        {
          kind: 'select',
          name: 'top',
          label: 'Papers in each digest',
          value: '10',
          options: [choice('3', '3'), choice('5', '5'), choice('10', '10')],
        },
        {
          kind: 'text',
          name: 'follow',
          label: 'Put first',
          hint: 'Words, author: or org:, with commas between. The rest is ranked by Hugging Face upvotes.',
          placeholder: '3d reconstruction, org:Databricks',
          maxLength: 300,
          isOptional: true,
        },
      ],
    };

    const modal = JSON.parse(JSON.stringify(toModal(form)));

    expect(modal).toEqual(drawn('6-subscribe-modal').data);
  });
});

/** The drawings differ in where they use no-break spaces, which is the core's choice. */
function spaced(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(NBSP, ' '));
}

describe('a form on Discord', () => {
  it('keeps a time that is no full hour', () => {
    const form: Form = {
      title: 'Subscribe this channel',
      submit: 'Subscribe',
      action: action('subscribe'),
      fields: [{ kind: 'time', name: 'at', label: 'Time', value: '09:30' }],
    };

    const modal = JSON.parse(JSON.stringify(toModal(form)));

    checkModal(modal);
    const { options } = modal.components[0].component;
    expect(options).toHaveLength(25);
    expect(options).toContainEqual({ label: '09:30', value: '09:30', default: true });
  });
});

/** What Discord would still read as markup after its escapes are taken out. */
function leftMarkup(markup: string): readonly string[] {
  const bare = markup.replaceAll(/\\[^A-Za-z0-9\s]/gu, 'x');
  const starts = bare
    .split('\n')
    .filter((line) => /^\s*(#{1,3} |> |>>> |[-+*] |-# |\d+\. )/u.test(line));
  return [...(bare.match(/[*_~|`[\]<]|@everyone|@here|[a-z]:\/\//giu) ?? []), ...starts];
}

const WRITING = { longest: 4_000, asTyped: (typed: string) => asTyped(typed, commands) };

describe('text on Discord', () => {
  it.each([
    ['<@123> <@&1> <#2> </cmd:1> <t:1> <id:browse>'],
    ['@everyone and @here'],
    ['[free money](https://evil.example)'],
    ['# big\n> quote\n-# small\n- item\n1. first'],
    ['**bold** __under__ ~~gone~~ ||spoiler|| `code`'],
    ['https://evil.example and <https://evil.example>'],
    ['back\\slash \\*not\\*'],
  ])('disarms %j', (text) => {
    const markup = toMarkup(text, WRITING);

    expect(leftMarkup(markup)).toEqual([]);
  });

  it('leaves no-break spaces alone and folds other blanks', () => {
    const markup = toMarkup(`4${NBSP}votes \t here`, WRITING);

    expect(markup).toBe(`4${NBSP}votes here`);
  });

  it('disarms whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'*_~|`[]<>@#-\\ \n1.()aeveryone:/') }),
        (text) => {
          expect(leftMarkup(toMarkup(text, WRITING))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps a link label whole where its brackets have no partner', () => {
    expect(escapeLabel('A [B and ]C')).toBe('A \\[B and \\]C');
    expect(escapeLabel('A [B')).toBe('A (B');
  });

  it.each(['http://a.example', 'javascript:alert(1)', 'not a url', ''])('links to no %j', (url) => {
    expect(linkTarget(url)).toBeUndefined();
  });

  it('closes no link early', () => {
    expect(linkTarget('https://a.example/x_(y)')).toBe('https://a.example/x_%28y%29');
  });

  it('shows times in the reader’s zone, people and channels by their ids', () => {
    const markup = toMarkup(
      [
        { kind: 'time', at: 1_773_216_000_000, show: 'date-time', fallback: '' },
        plainSpan(' '),
        { kind: 'person', person: 'discord:42', name: 'Ada' },
        plainSpan(' '),
        { kind: 'channel', channel: '43', name: 'papers' },
        plainSpan(' '),
        { kind: 'person', person: 'slack:T1/U1', name: 'B*b' },
      ],
      WRITING,
    );

    expect(markup).toBe('<t:1773216000:f> <@42> <#43> B\\*b');
  });

  it.each([
    ['/papers help', '/papers help'],
    ['/papers', '/papers help'],
    ['/papers status', '/papers-admin status'],
    ['/papers 2026-03-10', '/papers day date:2026-03-10'],
    ['/papers search video diffusion', '/papers search words:video diffusion'],
    ['/papers show 2509.24002 --share', '/papers show paper:2509.24002 share:True'],
    [
      '/papers subscribe daily 09:00 Europe/Berlin top 10',
      '/papers-admin subscribe at:09:00 zone:Europe/Berlin top:10',
    ],
    ['/papers nonsense', '/papers nonsense'],
    ['/invite @Paperboy', '/invite @Paperboy'],
  ])('writes the command %s as Discord takes it', (typed, taken) => {
    expect(toMarkup([{ kind: 'code', text: typed }], WRITING)).toBe(`\`${taken}\``);
  });
});

function tenPapers(title: string, blurb: string): Message {
  const papers = Array.from(
    { length: 10 },
    (_, index): PaperPart => ({
      kind: 'paper',
      number: index + 1,
      title,
      url: `https://huggingface.co/papers/2603.0${1_000 + index}`,
      blurb,
      byline: 'Long Phan and 663 more',
      upvotes: 1_729,
      reason: 'followed here: 3d reconstruction',
      vote: button('Vote · 4', 'vote', `2603.0${1_000 + index}`),
    }),
  );
  return {
    summary: 'Ten.',
    parts: [
      { kind: 'heading', size: 'large', text: 'Daily Papers' },
      ...papers,
      { kind: 'divider' },
      {
        kind: 'actions',
        items: [
          {
            kind: 'select',
            placeholder: 'More…',
            options: papers.map(({ url }) => ({
              label: title,
              action: action('more', url.slice(-10)),
            })),
          },
          button('All 28', 'all'),
        ],
      },
      { kind: 'note', text: 'Vote.' },
    ],
  };
}

describe('a Discord message stays within the limits', () => {
  it('with ten papers of the longest kind', () => {
    const components = rendered(
      tenPapers('Very *long* title '.repeat(20), 'Blurb_with_markup '.repeat(40)),
    );

    check(components);
    expect(flatten(components)).toHaveLength(38);
  });

  it('with more than forty components', () => {
    const parts: readonly Part[] = Array.from({ length: 60 }, (_, index) => ({
      kind: 'text',
      text: `Line ${index}`,
    }));

    const components = rendered({
      summary: 'Many.',
      parts: [...parts, { kind: 'note', text: 'The end.' }],
    });

    check(components);
    expect(flatten(components).at(-1)?.content).toBe('-# The end.');
  });

  it('with nothing at all to show', () => {
    const components = rendered({ summary: 'Only a summary.', parts: [] });

    check(components);
  });

  it('with one control twice', () => {
    const twice = [button('Vote', 'vote', '1'), button('Vote', 'vote', '1')];

    const components = rendered({ summary: 'Twice.', parts: [{ kind: 'actions', items: twice }] });

    check(components);
  });

  it('with any words', () => {
    const words = fc.string({ maxLength: 6_000, unit: 'grapheme' });
    fc.assert(
      fc.property(words, words, (title, blurb) => check(rendered(tenPapers(title, blurb)))),
      { numRuns: 60 },
    );
  });

  it.skipIf(!existsSync(PAPERS))(
    'with every real title and abstract, none of which becomes markup',
    () => {
      const lines = gunzipSync(readFileSync(PAPERS)).toString().trim().split('\n');
      for (const line of lines) {
        const paper = JSON.parse(line);
        const title = String(paper.title ?? paper.paper?.title ?? '');
        const text = String(paper.summary ?? paper.paper?.summary ?? '');
        const message: Message = {
          summary: title,
          parts: [
            {
              kind: 'paper',
              title,
              url: 'https://huggingface.co/papers/2603.03269',
              blurb: text.slice(0, 160),
            },
            { kind: 'text', text },
          ],
        };
        check(rendered(message));
        const left = [
          ...leftMarkup(toMarkup(title, WRITING)),
          ...leftMarkup(toMarkup(text, WRITING)),
        ];
        if (left.length > 0) expect.fail(`${title}: ${left.join(' ')}`);
      }

      expect(lines.length).toBeGreaterThan(12_000);
    },
  );
});
