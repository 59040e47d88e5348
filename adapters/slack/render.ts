import type { KnownBlock, MessageMetadata } from '@slack/types';
import type { Message } from '#chat/message.ts';
import type { DeliveryKey } from '#chat/platform.ts';
import { toBlocks, toSections } from './blocks.ts';
import type { UsedIds } from './controls.ts';
import { escapeLines } from './escape.ts';
import { MAX_BLOCKS, MAX_JSON, MAX_SUMMARY, MAX_TEXT } from './limits.ts';
import { cutAtWord, toMarkup } from './text.ts';

export interface SlackMessage {
  /** What notifications show and screen readers read. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** Carries the delivery's key, for `find`; an edit without it keeps the old one. */
  readonly metadata?: MessageMetadata;
}

/** Of every post's metadata (messages.md, Keys). */
export const EVENT_TYPE = 'paperboy_delivery';

/** Runs of words are cut to the first of these at which the whole message has room. */
const LONGEST = [9_000, 2_900, 2_400, 1_600, 1_000, 700, 500, 350, 250, 180, 120, 80, 40, 20];

/** A message as Block Kit, within Slack's limits whatever is in it. */
export function toSlackMessage(
  message: Message,
  { key }: { readonly key?: DeliveryKey } = {},
): SlackMessage {
  return {
    text: toText(message.summary),
    blocks: fittingBlocks(message),
    ...(key !== undefined && {
      metadata: {
        event_type: EVENT_TYPE,
        event_payload: { key: key.key, purpose: key.purpose },
      },
    }),
  };
}

/** The summary, its escapes counted. */
function toText(summary: string): string {
  const lengths = [MAX_SUMMARY, 3_500, 3_000, 2_000, 1_000, 600];
  const texts = lengths.values().map((length) => escapeLines(cutAtWord(summary.trim(), length)));
  return texts.find((text) => text.length <= MAX_SUMMARY) || '…';
}

function fittingBlocks(message: Message): KnownBlock[] {
  for (const longest of LONGEST) {
    const blocks = toAllBlocks(message, longest);
    if (blocks.length === 0) break;
    if (fits(blocks)) return blocks;
  }
  const summary = toSections(toMarkup(message.summary, 500));
  return summary.length > 0 ? summary : toSections('…');
}

/** Beyond the limit, parts in the middle go: the last ones are controls and small print. */
function toAllBlocks({ parts }: Message, longest: number): KnownBlock[] {
  const used: UsedIds = new Set();
  const shown = parts.map((part) => toBlocks(part, longest, used));
  while (shown.length > 1 && shown.flat().length > MAX_BLOCKS) {
    shown.splice(Math.max(0, shown.length - 4), 1);
  }
  return shown.flat();
}

function fits(blocks: readonly KnownBlock[]): boolean {
  const isShort = blocks.flatMap(textsOf).every((text) => text.length <= MAX_TEXT);
  return (
    isShort && blocks.length <= MAX_BLOCKS && Buffer.byteLength(JSON.stringify(blocks)) <= MAX_JSON
  );
}

function textsOf(block: KnownBlock): readonly string[] {
  if (block.type === 'section') return block.text === undefined ? [] : [block.text.text];
  if (block.type !== 'context') return [];
  return block.elements.flatMap((element) => ('text' in element ? [element.text] : []));
}
