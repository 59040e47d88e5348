import { blockProblems, textBytes, viewProblems } from './blocks.ts';
import { type FakeMetadata, type FakePart, Refusal, refusal, type World } from './model.ts';

export interface Content {
  readonly text: string;
  /** Undefined where none were sent. */
  readonly blocks: readonly FakePart[] | undefined;
}

/** Advised for every text, and enforced where a message is edited: facts/slack.md, section 2. */
const TEXT = 4_000;
/** A longer text is cut. */
const POSTED_TEXT = 40_000;
/** `msg_blocks_too_long` at about 13.2 kB of Markdown: slackapi/bolt-js#2509. */
const BLOCKS_BYTES = 13_200;
/** The true size is not published; this is what the facts tell us to stay below. */
const METADATA_BYTES = 1_024;
const VIEW_BYTES = 250_000;

/** @throws Refusal as Slack does */
export function readContent(
  world: World,
  args: { readonly text?: unknown; readonly blocks?: unknown },
  how: 'post' | 'edit',
): Content {
  const text = typeof args.text === 'string' ? args.text : '';
  const blocks = args.blocks === undefined ? undefined : checkBlocks(args.blocks);
  if (text === '' && !blocks?.length) throw new Refusal('no_text');
  if (text.length > TEXT && how === 'edit') throw new Refusal('msg_too_long');
  if (text.length > TEXT) world.problems.push(`text of ${text.length}, at most ${TEXT} is advised`);
  return { text: text.slice(0, POSTED_TEXT), blocks };
}

function checkBlocks(blocks: unknown): readonly FakePart[] {
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const problems = blockProblems(blocks, 'message');
  if (problems.length > 0) throw refusal('invalid_blocks', problems);
  const checked = blocks as readonly FakePart[];
  if (textBytes(checked) > BLOCKS_BYTES) throw new Refusal('msg_blocks_too_long');
  return checked;
}

/** @throws Refusal as Slack does; `{}` is no metadata */
export function readMetadata(metadata: unknown): FakeMetadata | undefined {
  if (typeof metadata !== 'object' || metadata === null)
    throw new Refusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  const { event_type, event_payload, ...rest } = metadata as Partial<FakeMetadata>;
  const isNamed = /^[a-z][a-z0-9_]{0,49}$/.test(event_type ?? '');
  if (!isNamed || typeof event_payload !== 'object' || Object.keys(rest).length > 0)
    throw new Refusal('invalid_metadata_format');
  if (!Object.values(event_payload).every(isFlat)) throw new Refusal('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES)
    throw new Refusal('metadata_too_large');
  return { event_type: event_type ?? '', event_payload };
}

/** String, number, boolean, flat object, or an array of flat objects. */
function isFlat(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'object' && isFlat(one));
  if (typeof value !== 'object' || value === null) return isScalar(value);
  return Object.values(value).every(isScalar);
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** What is asked of a modal. */
export interface ViewBody {
  readonly title: FakePart;
  readonly submit?: FakePart;
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly blocks: readonly FakePart[];
}

/** @throws Refusal as Slack does */
export function readView(view: unknown): ViewBody {
  if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES) throw new Refusal('view_too_large');
  const problems = viewProblems(view);
  if (problems.length > 0) throw refusal('invalid_arguments', problems);
  return view as ViewBody;
}
