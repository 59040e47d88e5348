import { checkChoices, checkMessage, checkModal, type MessageBody } from './limits.ts';
import { applyEdit, drop, keep } from './messages.ts';
import {
  type FakeComponent,
  type FakeMessage,
  FLAG_EPHEMERAL,
  FLAG_V2,
  invalidForm,
  Refusal,
  type World,
} from './model.ts';
import type { Asked } from './routes.ts';
import { messageJson } from './wire.ts';

export interface FakeModal {
  readonly title: string;
  readonly custom_id: string;
  readonly components: readonly FakeComponent[];
}

/** What the person who acted sees in the end. */
export interface FakeAnswer {
  readonly kind: 'message' | 'update' | 'modal' | 'choices' | 'removed';
  readonly acknowledgedAfterMs: number;
  /** What Discord showed first: `reply`, `thinking`, … by callback type. */
  readonly callbackType: number;
  readonly message?: FakeMessage;
  readonly modal?: FakeModal;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
}

export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channel: string;
  readonly at: number;
  /** The message under a pressed control. */
  readonly on: FakeMessage | undefined;
  /** First answer within the time limit; rejects as the person sees it: `The application did not respond`. */
  readonly acknowledged: Promise<number>;
  /** The final answer. */
  readonly answer: Promise<FakeAnswer>;
}

interface Open extends FakeInteraction {
  callbackType: number | undefined;
  acknowledgedAfterMs: number;
  original: FakeMessage | undefined;
  isPrivate: boolean;
  /** Nobody answered in time; the clock alone may be a millisecond behind the timer. */
  isExpired: boolean;
  acknowledge(callbackType: number): void;
  expire(): void;
  settle(answer: Omit<FakeAnswer, 'acknowledgedAfterMs' | 'callbackType'>): void;
}

export interface Interactions {
  open(
    world: World,
    facts: { readonly type: number; readonly channel: string; readonly on?: FakeMessage },
  ): FakeInteraction;
  callback(world: World, asked: Asked): object | undefined;
  editOriginal(world: World, asked: Asked): object;
  deleteOriginal(world: World, asked: Asked): undefined;
  getOriginal(world: World, asked: Asked): object;
  followUp(world: World, asked: Asked): object;
  close(): void;
}

const REPLY = 4;
const DEFER_REPLY = 5;
const DEFER_UPDATE = 6;
const UPDATE = 7;
const CHOICES = 8;
const MODAL = 9;

/** Which callbacks answer which interaction: 2 command, 3 component, 4 autocomplete, 5 modal. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  2: [REPLY, DEFER_REPLY, MODAL],
  3: [REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, MODAL],
  4: [CHOICES],
  5: [REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE],
};

export function createInteractions(acknowledgeWithinMs: number): Interactions {
  const byToken = new Map<string, Open>();
  const timers = new Set<NodeJS.Timeout>();
  const find = ({ params }: Asked): Open => {
    const found = byToken.get(params.interaction_token ?? params.webhook_token ?? '');
    if (found === undefined) throw new Refusal(404, 10_062, 'Unknown interaction');
    return found;
  };
  const answered = (asked: Asked): Open => {
    const found = find(asked);
    if (found.callbackType === undefined) throw new Refusal(404, 10_015, 'Unknown Webhook');
    if (Date.now() - found.at > 15 * 60_000)
      throw new Refusal(401, 50_027, 'Invalid Webhook Token');
    return found;
  };
  return {
    open: (world, facts) => {
      const open = openInteraction(world, facts);
      const timer = setTimeout(() => open.expire(), acknowledgeWithinMs);
      timers.add(timer);
      byToken.set(open.token, open);
      return open;
    },
    callback: (world, asked) => {
      const open = find(asked);
      if (open.isExpired || Date.now() - open.at > acknowledgeWithinMs)
        throw new Refusal(404, 10_062, 'Unknown interaction');
      if (open.callbackType !== undefined) {
        throw new Refusal(400, 40_060, 'Interaction has already been acknowledged.');
      }
      return callback(world, open, asked);
    },
    editOriginal: (world, asked) => editOriginal(world, answered(asked), asked.body as MessageBody),
    deleteOriginal: (world, asked) => {
      const open = answered(asked);
      if (open.original !== undefined) drop(world, open.original);
      open.settle({ kind: 'removed' });
    },
    getOriginal: (world, asked) => {
      const { original } = answered(asked);
      if (original === undefined) throw new Refusal(404, 10_008, 'Unknown Message');
      return messageJson(world, original);
    },
    followUp: (world, asked) => {
      const open = answered(asked);
      const body = asked.body as MessageBody;
      if (open.callbackType === DEFER_REPLY && open.original === undefined)
        return editOriginal(world, open, body);
      checkMessage(body, body.flags ?? 0);
      const isEphemeral = ((body.flags ?? 0) & FLAG_EPHEMERAL) !== 0;
      const message = keep(world, { channel: open.channel, body, isEphemeral });
      if (open.callbackType === DEFER_UPDATE) open.settle({ kind: 'message', message });
      return messageJson(world, message);
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function openInteraction(
  world: World,
  {
    type,
    channel,
    on,
  }: { readonly type: number; readonly channel: string; readonly on?: FakeMessage },
): Open {
  const acknowledged = Promise.withResolvers<number>();
  const answer = Promise.withResolvers<FakeAnswer>();
  acknowledged.promise.catch(() => undefined);
  answer.promise.catch(() => undefined);
  const at = Date.now();
  const open: Open = {
    id: world.snowflake(),
    token: `token-${world.snowflake()}`,
    type,
    channel,
    at,
    on,
    acknowledged: acknowledged.promise,
    answer: answer.promise,
    callbackType: undefined,
    acknowledgedAfterMs: Number.POSITIVE_INFINITY,
    original: undefined,
    isPrivate: false,
    isExpired: false,
    expire: () => {
      if (open.callbackType !== undefined) return;
      open.isExpired = true;
      const failure = new Error('The application did not respond');
      acknowledged.reject(failure);
      answer.reject(failure);
    },
    acknowledge: (callbackType) => {
      open.callbackType = callbackType;
      open.acknowledgedAfterMs = Date.now() - at;
      acknowledged.resolve(open.acknowledgedAfterMs);
    },
    settle: (facts) => {
      const { acknowledgedAfterMs, callbackType = 0 } = open;
      answer.resolve({ ...facts, acknowledgedAfterMs, callbackType });
      world.changed();
    },
  };
  return open;
}

interface CallbackBody {
  readonly type: number;
  readonly data?: MessageBody & Partial<FakeModal> & { readonly choices?: FakeAnswer['choices'] };
}

function callback(world: World, open: Open, { body }: Asked): undefined {
  const { type, data = {} } = body as CallbackBody;
  checkCallback(open, type, data);
  open.acknowledge(type);
  open.isPrivate = ((data.flags ?? 0) & FLAG_EPHEMERAL) !== 0;
  apply(world, open, { type, data });
  world.changed();
}

type CallbackData = NonNullable<CallbackBody['data']>;

function checkCallback(open: Open, type: number, data: CallbackData): void {
  const flags = data.flags ?? 0;
  if (!ALLOWED[open.type]?.includes(type)) {
    throw invalidForm([`type ${type} does not answer interaction type ${open.type}`]);
  }
  if (type === REPLY) checkMessage(data, flags);
  if (type === UPDATE) checkMessage(data, flags | (open.on?.flags ?? 0));
  if (type === DEFER_REPLY && (flags & ~FLAG_EPHEMERAL) !== 0) {
    throw invalidForm(['flags: only EPHEMERAL with a defer']);
  }
  if (type === MODAL) checkModal(data);
  if (type === CHOICES) checkChoices(data.choices ?? []);
}

function apply(
  world: World,
  open: Open,
  { type, data }: { type: number; data: CallbackData },
): void {
  if (type === REPLY) {
    open.original = keep(world, { channel: open.channel, body: data, isEphemeral: open.isPrivate });
    open.settle({ kind: 'message', message: open.original });
  }
  if (type === DEFER_UPDATE || type === UPDATE) open.original = open.on;
  if (type === UPDATE && open.on !== undefined) {
    applyEdit(world, open.on, data);
    open.settle({ kind: 'update', message: open.on });
  }
  if (type === CHOICES) open.settle({ kind: 'choices', choices: data.choices ?? [] });
  if (type === MODAL) {
    const { title = '', custom_id = '', components = [] }: Partial<FakeModal> = data as object;
    open.settle({ kind: 'modal', modal: { title, custom_id, components } });
  }
}

/** After a defer the first edit makes the message; later ones change it. */
function editOriginal(world: World, open: Open, body: MessageBody): object {
  if (open.original !== undefined) {
    applyEdit(world, open.original, body);
    open.settle({
      kind: open.callbackType === DEFER_UPDATE ? 'update' : 'message',
      message: open.original,
    });
    return messageJson(world, open.original);
  }
  if (open.callbackType !== DEFER_REPLY) throw new Refusal(404, 10_008, 'Unknown Message');
  checkMessage(body, (body.flags ?? 0) & FLAG_V2);
  open.original = keep(world, { channel: open.channel, body, isEphemeral: open.isPrivate });
  open.settle({ kind: 'message', message: open.original });
  return messageJson(world, open.original);
}
