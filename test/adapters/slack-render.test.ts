import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Button, Message, PaperPart, Part, Select, Span } from '#chat/message.ts';
import { NBSP } from '#chat/words.ts';
import { actionOfControl } from '../../adapters/slack/controls.ts';
import { LIMITS } from '../../adapters/slack/limits.ts';
import { toSlackMessage } from '../../adapters/slack/render.ts';
import { composeCard } from '../../src/digest/card.ts';
import { composeList } from '../../src/digest/list.ts';
import type { FakePart } from '../fakes/slack/model.ts';
import { aPaper } from '../fixtures/papers/paper.ts';
import { readMrkdwn } from './slack-mrkdwn.ts';
import { refusals } from './slack-refusals.ts';

const DRAWN = new URL('../../../shared/design/messages/slack/', import.meta.url);
const KEY = 'Zt4kQ9vXw2LrB7mNcH1sPd0a';

interface Wire {
  readonly text: string;
  readonly blocks: readonly FakePart[];
  readonly metadata?: unknown;
}

function drawn(name: string): Wire {
  return JSON.parse(readFileSync(new URL(`${name}.json`, DRAWN), 'utf8'));
}

/** As drawn but for `verbatim`, which keeps Slack from making links of its own. */
function rendered(message: Message): Wire {
  const json = JSON.stringify(toSlackMessage(message));
  return JSON.parse(json.replaceAll(',"verbatim":true', ''));
}

/** The drawings use no-break spaces here and there; where, is the core's choice. */
function spaced<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(NBSP, ' '));
}

const plain = (text: string): Span => ({ kind: 'plain', text });
const strong = (text: string): Span => ({ kind: 'strong', text });
const code = (text: string): Span => ({ kind: 'code', text });
const link = (text: string, url: string): Span => ({ kind: 'link', text, url });
const action = (verb: string, argument?: string) => ({
  key: KEY,
  verb,
  ...(argument !== undefined && { argument }),
});
const button = (label: string, verb: string, argument?: string): Button => ({
  kind: 'button',
  label,
  does: action(verb, argument),
});
const message = (...parts: readonly Part[]): Message => ({ summary: 'A message.', parts });

/** The words of a drawn text. */
function wordsOf(part: FakePart | undefined): string {
  const text = typeof part?.text === 'object' ? part.text.text : part?.text;
  return typeof text === 'string' ? text : '';
}

/** The meaning of drawn blocks, read back from their markup. */
function meaningOf(blocks: readonly FakePart[]): readonly Part[] {
  return blocks.flatMap((block, index) => partOf(block, blocks[index - 1], blocks[index + 1]));
}

function partOf(block: FakePart, before?: FakePart, after?: FakePart): readonly Part[] {
  switch (block.type) {
    case 'header':
      return [headingOf(block, after)];
    case 'section':
      return isNews(block, before) ? [] : [paperOf(block, after)];
    case 'context': {
      const text = emojis(wordsOf(block.elements?.[0]));
      return before?.type === 'section' ? [] : [{ kind: 'note', text }];
    }
    case 'actions':
      return [{ kind: 'actions', items: (block.elements ?? []).map(controlOf) }];
    default:
      return [{ kind: 'divider' }];
  }
}

function isNews(block: FakePart | undefined, before: FakePart | undefined): boolean {
  return before?.type === 'header' && block?.type === 'section' && block.accessory === undefined;
}

function headingOf(block: FakePart, after: FakePart | undefined): Part {
  const heading = { kind: 'heading', size: 'large', text: wordsOf(block) } as const;
  if (!isNews(after, block)) return heading;
  const spans = wordsOf(after).split('`');
  return { ...heading, below: spans.map((text, at) => (at % 2 ? code(text) : plain(text))) };
}

/** Notes have pictures where Slack has names. */
function emojis(text: string): string {
  return text
    .replace(':one:', '1\ufe0f\u20e3')
    .replace(':two:', '2\ufe0f\u20e3')
    .replace(':three:', '3\ufe0f\u20e3')
    .replace(':keycap_ten:', '🔟');
}

function paperOf(section: FakePart, context: FakePart | undefined): PaperPart {
  const match = /^\*(?:(\d+)\. )?<([^|]*)\|(.*)>\*(?:\n(.*))?$/.exec(wordsOf(section));
  const [, number, url = '', title = '', blurb] = match ?? [];
  const [byline = '', ...facts] = wordsOf(context?.elements?.[0]).split(`${NBSP}· `);
  const vote = controlOf(section.accessory ?? {});
  return {
    kind: 'paper',
    title,
    url,
    byline,
    facts,
    ...(number !== undefined && { number: Number(number) }),
    ...(blurb !== undefined && { blurb }),
    ...(vote.kind === 'button' && { vote }),
  };
}

function controlOf(control: FakePart): Button | Select {
  const { type, value = '', accessibility_label: spoken, options = [], placeholder } = control;
  const toAction = (text = '') => actionOfControl({ value: text }) ?? action('none');
  if (type === 'button') {
    return {
      kind: 'button',
      label: wordsOf(control),
      does: toAction(value),
      ...(spoken !== undefined && { spoken }),
    };
  }
  return {
    kind: 'select',
    placeholder: typeof placeholder?.text === 'string' ? placeholder.text : '',
    options: options.map((one) => ({ label: wordsOf(one), action: toAction(one.value) })),
  };
}

describe.skipIf(!existsSync(DRAWN))('a Slack message looks as drawn', () => {
  it.each([
    '1-overview',
    '1-overview-no-votes',
    '7-edge-one-paper',
    '8-edge-664-authors',
    '9-catch-up',
  ])('overview %s', (name) => {
    const { blocks, text } = drawn(name);

    const ours = rendered({ summary: text, parts: meaningOf(blocks) });

    expect(ours.blocks).toEqual(blocks);
    expect(ours.text).toBe(text);
  });

  it('card, its link button’s id aside', () => {
    const card = message(
      {
        kind: 'paper',
        opening: [
          { kind: 'person', person: 'slack:T0001/U0MARA001', name: 'Ada Lovelace' },
          plain(' would like to discuss:'),
        ],
        title: 'LoGeR: Long-Context Geometric Reconstruction with Hybrid Memory',
        url: 'https://huggingface.co/papers/2603.03269',
        byline: 'Junyi Zhang, Charles Herrmann, Junhwa Hur and 5 more',
        facts: ['Deepmind', 'listed Tue 10 Mar'],
      },
      { kind: 'text', isLong: true, text: wordsOf(drawn('2-card').blocks[2]) },
      {
        kind: 'facts',
        facts: [
          { label: 'Votes here', value: '4 up, 1 down' },
          { label: 'Hugging Face', value: '29 upvotes, 2 comments' },
          {
            label: 'Links',
            value: [
              link('Code', 'https://github.com/Junyi42/LoGeR'),
              plain(' (98 stars) · '),
              link('Project page', 'https://loger-project.github.io/'),
              plain(' · '),
              link('arXiv', 'https://arxiv.org/abs/2603.03269'),
            ],
          },
        ],
      },
      {
        kind: 'actions',
        items: [
          {
            ...button('Vote · 4', 'vote', '2603.03269'),
            spoken: 'Vote for LoGeR: Long-Context Geometric…, 4 votes here',
          },
          button('Save', 'save', '2603.03269'),
          button('Similar', 'similar', '2603.03269'),
          { kind: 'button', label: 'PDF', does: { url: 'https://arxiv.org/pdf/2603.03269' } },
        ],
      },
      {
        kind: 'note',
        text: 'React 👍 up or 👎 down, or use the button. Summary by Hugging Face.',
      },
    );

    const ours = JSON.stringify(rendered(card).blocks).replace('"link"', '"pdf:2603.03269"');

    expect(spaced(JSON.parse(ours))).toEqual(spaced(drawn('2-card').blocks));
  });

  it.each(['5-status', '5-status-paused'])('%s', (name) => {
    const { blocks } = drawn(name);
    const facts = wordsOf(blocks.at(-2)).matchAll(/^\*(.+)\* {2}(.*)$/gm);
    const [heading = '', below] = wordsOf(blocks[0]).split('\n');
    const fix: readonly Part[] = [
      {
        kind: 'text',
        text: [
          strong('To fix it'),
          plain('\nType '),
          code('/invite @Paperboy'),
          plain(
            ' in this channel. The digest then resumes by itself, with the best of what was missed.',
          ),
        ],
      },
    ];

    const ours = rendered({
      summary: 'Status.',
      tone: 'warning',
      parts: [
        { kind: 'heading', size: 'small', text: heading.slice(1, -1), ...(below && { below }) },
        ...(below ? fix : []),
        {
          kind: 'facts',
          facts: [...facts].map(([, label = '', value = '']) => ({ label, value })),
        },
        { kind: 'actions', items: (blocks.at(-1)?.elements ?? []).map(controlOf) },
      ],
    });

    expect(ours.blocks).toEqual(blocks);
  });

  it('search results, their matched words strong in a title of several links', () => {
    const { blocks } = drawn('3-search');
    const results = blocks.filter((block, index) => block.type === 'section' && index > 0);
    const parts = results.map((block): PaperPart => {
      const [head = '', blurb = ''] = wordsOf(block).split('\n');
      const [, number, url = ''] = /^(\d+)\. \*?<([^|]*)\|/.exec(head) ?? [];
      const words = head.replace(/^\d+\. /, '').replace(/<[^|]*\|([^>]*)>/g, '$1');
      const context = blocks[blocks.indexOf(block) + 1];
      return {
        kind: 'paper',
        number: Number(number),
        url,
        title: marked(words),
        isTitlePlain: true,
        blurb: marked(blurb),
        byline: wordsOf(context?.elements?.[0]),
      };
    });
    const controls = blocks.slice(-2).flatMap(({ elements = [] }) => elements.map(controlOf));

    const ours = rendered(
      message(...parts, { kind: 'divider' }, { kind: 'actions', items: controls }),
    );

    expect(spaced(ours.blocks)).toEqual(spaced(blocks.slice(2)));
  });
});

/** Spans of a text with `*strong*` words. */
function marked(text: string): readonly Span[] {
  return text
    .split('*')
    .map((words, index) => (index % 2 ? strong(words) : plain(words)))
    .filter((span) => span.kind === 'strong' || ('text' in span && span.text !== ''));
}

describe('a message of the core on Slack', () => {
  it('is one section for the words and one line of small print for a paper', () => {
    const list = composeList({
      heading: '2 papers for “maps”',
      papers: ['2603.00001', '2603.00002'].map((id) => ({
        paper: aPaper(id, { title: `Maps*, <${id}>: drawn by maps` }),
        tally: { up: 2, down: 1 },
      })),
      before: 0,
      total: 2,
      pageSize: 5,
      limits: LIMITS,
      key: KEY,
      today: '2026-03-10',
      searched: new Set(['maps']),
    });

    const { blocks, text } = rendered(list);

    expect(blocks.map(({ type }) => type)).toEqual(
      'section divider section context section context divider actions'.split(' '),
    );
    expect(text).toContain('Maps∗, &lt;2603.00001&gt;: drawn by maps');
    const { words, marks } = readMrkdwn(wordsOf(blocks[2]).split('\n')[0] ?? '');
    expect(words).toBe('1. Maps*, <2603.00001>: drawn by maps');
    expect(marks.filter((one) => one.startsWith('bold'))).toEqual(['bold Maps', 'bold maps']);
    expect(new Set(marks.filter((one) => one.startsWith('link')))).toEqual(
      new Set(['link https://huggingface.co/papers/2603.00001']),
    );
  });

  it('shows a card’s summary whole, and drops a link whose address is dirty', () => {
    const paper = aPaper('2603.00001', {
      aiSummary: 'Long. '.repeat(300),
      codeUrl: 'https://github.com/a b\n/c|d>',
      projectUrl: 'nonsense',
    });

    const card = toSlackMessage(
      composeCard({
        paper,
        tally: { up: 0, down: 0 },
        key: KEY,
        today: '2026-03-10',
        isPrivate: true,
      }),
    );

    expect(refusals(card)).toEqual([]);
    expect(card.blocks[2]).toMatchObject({ type: 'section', expand: true });
    const links = JSON.stringify(card.blocks);
    expect(links).toContain('https://github.com/a%20b/c%7Cd%3E|Code');
    expect(links).toContain('Project page');
    expect(links).not.toContain('nonsense');
  });

  it('carries its delivery’s key where it has one', () => {
    const said = message({ kind: 'text', text: 'Hello.' });

    const { metadata } = toSlackMessage(said, { key: { key: KEY, purpose: 'digest' } });

    expect(metadata).toEqual({
      event_type: 'paperboy_delivery',
      event_payload: { key: KEY, purpose: 'digest' },
    });
    expect(toSlackMessage(said)).not.toHaveProperty('metadata');
  });

  it('copies verbatim words letter by letter', () => {
    const bibtex = "@misc{a_b,\n  title = {{On *x*} & ``y'' <z> ```},\n}";

    const { blocks } = rendered(message({ kind: 'verbatim', text: bibtex }));

    expect(readMrkdwn(wordsOf(blocks[0])).marks).toEqual([`code \n${bibtex}\n`]);
  });
});

describe('a control on Slack', () => {
  /** The control as Slack sends it back when it is used. */
  function press(part: Part, option?: number): unknown {
    const { blocks } = rendered(message(part));
    const [control] = blocks[0]?.elements ?? [];
    const selected = option === undefined ? undefined : control?.options?.[option];
    return { ...control, ...(selected && { selected_option: selected }) };
  }

  it.each([action('vote', '2603.03269'), action('all'), action('page', 'x'.repeat(46))])(
    'gives its action back: %j',
    (does) => {
      const pressed = press({ kind: 'actions', items: [{ kind: 'button', label: 'Go', does }] });

      expect(actionOfControl(pressed)).toEqual(does);
    },
  );

  it('gives a chosen action back, one of 80 bytes too', () => {
    const actions = [action('more', '2603.03269'), action('more', 'x'.repeat(47)), action('all')];
    const select: Part = {
      kind: 'actions',
      items: [
        {
          kind: 'select',
          placeholder: 'More…',
          options: actions.map((one, index) => ({ label: `${index + 1}`, action: one })),
        },
      ],
    };

    const chosen = actions.map((_, index) => actionOfControl(press(select, index)));

    expect(chosen).toEqual(actions);
    expect(refusals(toSlackMessage(message(select)))).toEqual([]);
  });

  it('is found again when another select has the same id', () => {
    const select = {
      kind: 'select' as const,
      placeholder: 'More…',
      options: [{ label: 'x', action: action('more', 'x'.repeat(47)) }],
    };
    const { blocks } = rendered(message({ kind: 'actions', items: [select, select] }));

    const second = blocks[1]?.elements?.[0];

    expect(second?.action_id).not.toBe(blocks[0]?.elements?.[0]?.action_id);
    expect(actionOfControl({ ...second, selected_option: second?.options?.[0] })).toEqual(
      action('more', 'x'.repeat(47)),
    );
  });

  it.each([undefined, null, {}, { value: 'theirs' }, { action_id: 'link' }, { value: ':vote' }])(
    'is not ours: %j',
    (element) => {
      expect(actionOfControl(element)).toBeUndefined();
    },
  );

  it('is left out when its link leads nowhere', () => {
    const pdf: Button = { kind: 'button', label: 'PDF', does: { url: 'ftp://x' } };

    const { blocks } = rendered(
      message({ kind: 'text', text: 'x' }, { kind: 'actions', items: [pdf] }),
    );

    expect(blocks.map(({ type }) => type)).toEqual(['section']);
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
      tally: { up: 4, down: 2 },
      reason: 'followed here: 3d reconstruction',
      vote: {
        ...button('Vote · 4', 'vote', `2603.0${1_000 + index}`),
        spoken: `Vote for ${title}`,
      },
    }),
  );
  const more: Select = {
    kind: 'select',
    placeholder: 'More on a paper…',
    options: papers.map(({ url }) => ({ label: title, action: action('more', url.slice(-10)) })),
  };
  return {
    summary: `${title}. ${blurb}`,
    parts: [
      { kind: 'heading', size: 'large', text: title, below: blurb },
      ...papers,
      { kind: 'divider' },
      { kind: 'actions', items: [more, button('All 28', 'all')] },
      { kind: 'note', text: blurb },
    ],
  };
}

describe('a Slack message stays within the limits', () => {
  it('with ten papers of the longest kind, none of which loses its title', () => {
    const ours = toSlackMessage(
      tenPapers('Very *long* & title '.repeat(20), 'A <blurb> '.repeat(90)),
    );

    expect(refusals(ours)).toEqual([]);
    expect(ours.blocks).toHaveLength(25);
    for (const block of ours.blocks.filter(({ type }) => type === 'section').slice(1)) {
      expect(wordsOf(JSON.parse(JSON.stringify(block)))).toContain('|Very ∗long∗ &amp; title');
    }
  });

  it('with more than fifty blocks, of which the last stay', () => {
    const lines = Array.from({ length: 80 }, (_, n): Part => ({ kind: 'text', text: `Line ${n}` }));

    const ours = toSlackMessage(message(...lines, { kind: 'note', text: 'The end.' }));

    expect(refusals(ours)).toEqual([]);
    expect(ours.blocks.at(-1)).toMatchObject({ type: 'context', elements: [{ text: 'The end.' }] });
  });

  it('with many lines, none of which is lost', () => {
    const lines = Array.from({ length: 200 }, (_, n) => [
      code(`/papers x${n}`),
      plain(' does it\n'),
    ]);

    const ours = toSlackMessage(message({ kind: 'text', text: lines.flat() }));

    expect(refusals(ours)).toEqual([]);
    expect(ours.blocks.length).toBeGreaterThan(1);
    for (let n = 0; n < 200; n += 1)
      expect(JSON.stringify(ours.blocks)).toContain(`/papers x${n}\``);
  });

  it('with addresses that leave no room, whose words stay', () => {
    const links = Array.from({ length: 9 }, (_, n) =>
      link(`Link ${n}.`, `https://a.example/${'x'.repeat(2_500)}`),
    );

    const ours = toSlackMessage(message({ kind: 'text', text: links }));

    expect(refusals(ours)).toEqual([]);
    for (let n = 0; n < 9; n += 1) expect(JSON.stringify(ours.blocks)).toContain(`Link ${n}.`);
  });

  it.each([
    ['nothing at all to show', message()],
    ['blank words only', message({ kind: 'text', text: ' \n\u200b ' }, { kind: 'note', text: '' })],
    ['a summary of signs', { summary: '<&> '.repeat(1_000), parts: [] }],
    ['a blank summary', { summary: ' ', parts: [] }],
    [
      'one control twice',
      message({ kind: 'actions', items: [button('A', 'a'), button('B', 'a')] }),
    ],
    ['a button without words', message({ kind: 'actions', items: [button(' ', 'a')] })],
    [
      'forty buttons',
      message({
        kind: 'actions',
        items: Array.from({ length: 40 }, (_, n) => button('Go', 'go', `${n}`)),
      }),
    ],
    ['one endless word', message({ kind: 'text', text: '&'.repeat(20_000) })],
    ['one endless listing', message({ kind: 'verbatim', text: '<a>\n'.repeat(5_000) })],
  ])('with %s', (_, given) => {
    expect(refusals(toSlackMessage(given))).toEqual([]);
  });

  it('with any words', () => {
    const words = fc.string({ maxLength: 6_000, unit: 'grapheme' });

    fc.assert(
      fc.property(words, words, (title, blurb) => {
        expect(refusals(toSlackMessage(tenPapers(title, blurb)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
