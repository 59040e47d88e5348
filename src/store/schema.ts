import type { Generated, Insertable, Selectable } from 'kysely';

/**
 * The tables. Ids and enums are text, time is integer Unix milliseconds UTC, booleans are 0/1, JSON is text that a
 * schema reads; every table is STRICT on SQLite. A workspace is `slack:T0001`, a person `slack:T0001/U0001`.
 */
export interface Database {
  workspace: WorkspaceTable;
  installation: InstallationTable;
  paper: PaperTable;
  day: DayTable;
  listing: ListingTable;
  subscription: SubscriptionTable;
  digest: DigestTable;
  shown: ShownTable;
  delivery: DeliveryTable;
  refresh: RefreshTable;
  votable: VotableTable;
  reaction: ReactionTable;
  button_vote: ButtonVoteTable;
  tally: TallyTable;
  stale_tally: StaleTallyTable;
  meaning: MeaningTable;
  identity: IdentityTable;
  link_code: LinkCodeTable;
  saved: SavedTable;
  visit: VisitTable;
  forgotten: ForgottenTable;
  threshold: ThresholdTable;
  taken_back: TakenBackTable;
  gap: GapTable;
  heal: HealTable;
  healing: HealingTable;
  view: ViewTable;
  seen_event: SeenEventTable;
  rendering: RenderingTable;
  lane: LaneTable;
  refusal: RefusalTable;
  lease: LeaseTable;
  setting: SettingTable;
  counter: CounterTable;
  beyond_window: BeyondWindowTable;
  cache: CacheTable;
  alert: AlertTable;
}

/** A Slack workspace or a Discord server, known since its first event or subscription. */
interface WorkspaceTable {
  id: string;
  name: string;
  /** Workspaces of one team share one tally; by default each is its own. */
  team: string;
  state: 'active' | 'removed';
  created_at: number;
  /** 1: cards stand under links to papers that people post. */
  unfurls: Generated<number>;
}

/** A workspace that installed Paperboy by itself; gone when it is uninstalled. See ops/installations.ts. */
interface InstallationTable {
  workspace: string;
  name: string;
  /** Which key it is sealed with. */
  key: string;
  /** JSON of the tokens, encrypted. */
  sealed: string;
  installed_at: number;
}

interface PaperTable {
  seq: Generated<number>;
  id: string;
  title: string;
  summary: string;
  ai_summary: string | null;
  /** JSON: names in order. */
  authors: string;
  organization: string | null;
  published_on: string;
  upvotes: number;
  comments: number | null;
  code_url: string | null;
  code_stars: number | null;
  project_url: string | null;
  updated_at: number;
  /**
   * Rises in the order of commits whenever the paper came or what the search index holds of it changed, its last listed
   * day included. Triggers set it.
   */
  changed: Generated<number>;
}

/** A daily list: `open` until its feed day ends, then `closed`, or `empty` when it closed without a paper. */
interface DayTable {
  day: string;
  state: 'open' | 'closed' | 'empty';
  /** Last good answer. */
  pulled_at: number;
  /** First moment it was closed and pulled after closing: what a digest may say was late. */
  settled_at: number | null;
  /** When it is read next: while it grows, then upvotes on days 1, 2 and 7; null when never again. */
  next_pull_at: number | null;
}

interface ListingTable {
  day: string;
  paper: string;
  /** From 1, in the order of the source. */
  position: number;
  /** First seen in the list. */
  seen_at: number;
}

interface SubscriptionTable {
  id: string;
  workspace: string;
  channel: string;
  /** `picks` is the weekly message of what the team voted up. */
  kind: 'daily' | 'picks';
  zone: string;
  /** Minutes after local midnight. */
  local_minute: number;
  /** Bit 0 is Monday, bit 6 Sunday. */
  days_mask: number;
  top: number;
  details: 'thread' | 'channel' | 'none';
  enabled: number;
  /** Why it is paused, in words; null while it is not. */
  paused_reason: string | null;
  paused_fix: string | null;
  paused_at: number | null;
  /** When the pause began that has just ended; its next digest says so. */
  resumed_from: number | null;
  /** The next slot; while it is paused, when it is next looked whether it may go on. */
  next_run_at: number;
  set_up_by: string | null;
  set_up_by_name: string | null;
  created_at: number;
  /** 1: it is paused, and nobody who could mend it knows yet. */
  untold: Generated<number>;
  /** It goes on only to see whether it can: a pause until `tried_until` is the same as the one that began at `tried_from`. */
  tried_from: number | null;
  tried_until: number | null;
}

/** What one subscription gets for one slot. */
interface DigestTable {
  id: string;
  subscription: string;
  workspace: string;
  channel: string;
  /** The due time it answers; unique per subscription. `send` uses the newest slot of the day. */
  slot: number;
  /** The newest day it covers: at most one digest of a subscription covers a day. */
  day: string;
  /** JSON: see digest/digest.ts. */
  content: string;
  created_at: number;
}

/** What daily digests have shown in a channel: never twice. */
interface ShownTable {
  workspace: string;
  channel: string;
  paper: string;
  digest: string;
}

/** One message that must reach a platform exactly once. */
interface DeliveryTable {
  id: Generated<number>;
  key: string;
  purpose: 'digest' | 'share' | 'pick' | 'notice' | 'alert';
  lane: string;
  workspace: string;
  /** The channel asked for; null for a person. */
  channel: string | null;
  person: string | null;
  /** Posted into the thread of this delivery, and only after it was sent; ends with it when that one fails. */
  after: number | null;
  /** Which goes first in a lane, whatever the hour: 0 what follows nothing, 1 the cards under an overview. */
  turn: Generated<number>;
  digest: string | null;
  subscription: string | null;
  /** The due time that its digest answers; null outside digests. */
  slot: number | null;
  /** `overview`, `list`, or a paper's id: what of the digest, or what is shared; null for plain notices. */
  part: string | null;
  /** What it has in common with the same message for other channels: one of them is tried first. Null where each is its own. */
  rendering: string | null;
  /** JSON of a Message; null where it is composed from the digest at the time of sending. */
  payload: string | null;
  state: 'pending' | 'sending' | 'sent' | 'uncertain' | 'refused' | 'skipped' | 'dead';
  /** Why it ended otherwise than sent, or was sent otherwise than composed, in words. */
  reason: string | null;
  not_before: number;
  deliver_by: number | null;
  attempts: number;
  /** Never set back: an attempt may have arrived. */
  maybe_sent: number;
  first_attempt_at: number | null;
  /** When `find` first said that it is not there; only a second look may say so for good. */
  looked_at: number | null;
  owner: string | null;
  lease_until: number | null;
  /** Where it is: channel (or thread) and message. */
  sent_channel: string | null;
  sent_message: string | null;
  sent_at: number | null;
  created_at: number;
}

/** A posted message whose tally changed: edits coalesce here and survive a restart. */
interface RefreshTable {
  delivery: number;
  /** Null while it shows what is counted. */
  due_at: number | null;
  edited_at: number | null;
  /** Why it gets no more edits: it is gone, or may not be edited. */
  ended_reason: string | null;
}

/** Which papers a posted message lets people vote on; written with the outcome `sent`. */
interface VotableTable {
  workspace: string;
  channel: string;
  message: string;
  /**
   * 0 on a card, where every emoji with a meaning counts; 1 to 10 on an overview, where only that keycap does; below 0
   * where no reaction does: the message only shows the paper's tally.
   */
  number: number;
  paper: string;
}

/** One row per live reaction as the platform counts it; its meaning is looked up when a vote is computed. */
interface ReactionTable {
  workspace: string;
  channel: string;
  message: string;
  person: string;
  emoji: string;
  burst: number;
  at: number;
  /** When an event last told of it, for the first time or again; 0 when only a heal saw it. */
  heard_at: Generated<number>;
  /** The newest event of it by the platform's own clock, in microseconds; 0 where the platform tells no times. */
  told_us: Generated<number>;
}

/**
 * One per person and paper in a team, whatever the message it was pressed on. It is kept under the workspace it was
 * pressed in, so that parting a team gives each workspace its own back.
 */
interface ButtonVoteTable {
  workspace: string;
  paper: string;
  person: string;
  at: number;
}

/**
 * What votes add up to, kept so that a team's ranking is quick: what is recorded decides, and this follows it. Papers
 * without a vote have no row.
 */
interface TallyTable {
  team: string;
  paper: string;
  up: number;
  down: number;
  /** Ups minus downs; a column, because an index over a generated one is never enough for SQLite by itself. */
  net: number;
}

/** Kept tallies to be counted again. Triggers fill it in the transaction of whatever moves a vote: nothing is forgotten. */
interface StaleTallyTable {
  team: string;
  paper: string;
}

/** What an emoji means in a workspace, where that is not the standard meaning; `none` takes that away. */
interface MeaningTable {
  workspace: string;
  /** Folded: without tone, variant and colons. */
  emoji: string;
  meaning: 'up' | 'down' | 'save' | 'will-read' | 'have-read' | 'will-present' | 'none';
}

/** Accounts of one human in a team: those that share `human` have one vote. Without a row each is its own. */
interface IdentityTable {
  team: string;
  person: string;
  human: string;
  at: number;
}

/** A code that one account shows and another types, to be joined. Only its hash is kept. */
interface LinkCodeTable {
  hash: string;
  team: string;
  person: string;
  expires_at: number;
}

/** A person's reading list; reactions that mean `save` count beside it. */
interface SavedTable {
  workspace: string;
  person: string;
  paper: string;
  at: number;
}

/** When a person last asked or reacted, and when before that sitting: what they missed lies between. */
interface VisitTable {
  workspace: string;
  person: string;
  at: number;
  before: number | null;
}

/** Keyed hashes of people of a team who asked to be forgotten: heals skip the reactions they left standing. */
interface ForgottenTable {
  hash: string;
  at: number;
}

/** Papers that reach so many votes are posted in this channel, once each. */
interface ThresholdTable {
  workspace: string;
  channel: string;
  votes: number;
  set_up_by: string | null;
  set_up_by_name: string | null;
  created_at: number;
  /** As those of a subscription; null while nothing keeps it from posting. */
  paused_reason: string | null;
  paused_fix: string | null;
  paused_at: number | null;
  /** While it is paused: when it is next looked whether it may go on. */
  probe_at: number | null;
  untold: Generated<number>;
  tried_from: number | null;
  tried_until: number | null;
}

/**
 * A reaction that went a moment ago: neither a scan that began before nor a repeated event must bring it back. `*` as
 * person or emoji stands for all of them. Kept for ten minutes, where the platform tells times for a day, and until the
 * next tick.
 */
interface TakenBackTable {
  workspace: string;
  channel: string;
  message: string;
  person: string;
  emoji: string;
  burst: number;
  at: number;
  /** As of a reaction that stands. */
  told_us: Generated<number>;
}

/** Events of a workspace before this moment may have been missed: messages that were not read since are read in full. */
interface GapTable {
  /** A workspace, or one channel of it: `slack:T0001/C0001`. */
  place: string;
  at: number;
}

/** How far a posted message's reactions are known to be what the platform shows. */
interface HealTable {
  delivery: number;
  checked_at: number | null;
  /** The last time its people were read, not only its counts. */
  read_in_full_at: number | null;
  /** It is gone or closed to us: what is recorded stays, and it is not asked for again. */
  ended_reason: string | null;
}

/** What the last round of healing of a workspace did, for `status`. */
interface HealingTable {
  workspace: string;
  checked_at: number;
  checked: number;
  added: number;
  removed: number;
}

/** State behind the buttons of a private answer, so that paging survives a restart. Kept for 30 days. */
interface ViewTable {
  key: string;
  workspace: string;
  person: string;
  /** JSON: see commands/view.ts. */
  state: string;
  created_at: number;
}

/** Events that were handled: Slack sends them again up to an hour later. */
interface SeenEventTable {
  id: string;
  at: number;
}

/** How the first of many equal messages went: see delivery/renderings.ts. Kept for a week. */
interface RenderingTable {
  name: string;
  state: 'trial' | 'good' | 'plain';
  /** Of a trial: until when the others wait for it; else when it was decided. */
  until: number;
  /** What the platform refused. */
  reason: string | null;
}

/** What a platform's pace must remember over a restart. */
interface LaneTable {
  name: string;
  /** Nothing of it goes out before. */
  paused_until: number;
  reason: string | null;
  /** Who wants it to rest: the platform asked for patience, refuses the token, or is in trouble. */
  why: 'asked' | 'refused' | 'trouble' | null;
  /** Posts a second that it had come to; null where it never changed. */
  rate: number | null;
}

/** Answers a minute by which a platform refused us: too many of them get a bot banned. */
interface RefusalTable {
  lane: string;
  /** Since 1970. */
  minute: number;
  count: number;
}

interface LeaseTable {
  name: string;
  owner: string;
  /** Rises whenever the owner changes, and never falls. */
  epoch: number;
  until: number;
}

/** Small facts that must survive: the zone table's version. */
interface SettingTable {
  name: string;
  value: string;
}

/** The last number that was given out: `paper` counts `paper.changed`. */
interface CounterTable {
  name: string;
  value: number;
}

/** A window of the limit of Hugging Face's own search; there is one row, that of the newest. */
interface BeyondWindowTable {
  /** Counts the windows: two processes cannot both begin the next one. */
  number: number;
  ends_at: number;
  /** Questions that were asked in it; nobody is asked more once it has reached the limit. */
  used: number;
  /** JSON: how many of them each workspace asked. */
  shares: string;
}

/** Answers of others that replicas share; see store/keyv-store.ts. */
interface CacheTable {
  ns: string;
  k: string;
  v: string;
  /** Null: never. */
  expires: number | null;
}

/** What the operator was told of, so that a restart and a replica do not say it again. */
interface AlertTable {
  name: string;
  /** 1 while it is wrong. */
  raised: number;
  /** When that changed. */
  at: number;
}

export type DeliveryRow = Selectable<DeliveryTable>;
export type NewDelivery = Insertable<DeliveryTable>;
export type PaperRow = Selectable<PaperTable>;
export type SubscriptionRow = Selectable<SubscriptionTable>;
export type LaneRow = Selectable<LaneTable>;
export type ThresholdRow = Selectable<ThresholdTable>;
