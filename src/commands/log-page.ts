import type { Fact, Message } from '#chat/message.ts';
import { many, momentWords } from '#chat/words.ts';
import { turnsOf } from '../digest/turns.ts';
import { CommandError } from '../errors.ts';
import { mustBeAdmin, mustBeWorkspaceAdmin, nameOf } from './command.ts';
import type { Turn } from './found.ts';
import { channelsWithLog, type LogEntry, logEntries } from './log-rows.ts';
import { entryWords } from './log-words.ts';
import type { Services } from './services.ts';

/** Six lines with their reasons fill half a screen. */
const PAGE = 6;
/** Channels in which nothing was planned for so long are not asked about. */
const RECENT_MS = 30 * 24 * 60 * 60_000;

export interface LogTurn extends Turn {
  readonly key: string;
  /** All channels that whoever asks may be told of, not only this one. */
  readonly isWide: boolean;
}

/** One page of what was delivered, the newest first. @throws CommandError for who may not read it, and without any */
export async function logPage(turn: LogTurn, services: Services): Promise<Message> {
  const { viewer, page, isWide } = turn;
  const { workspace, channel, person } = viewer;
  if (isWide) await mustBeWorkspaceAdmin({ workspace, channel }, person, services);
  else await mustBeAdmin({ workspace, channel }, person, services);
  const names = isWide ? await othersInSight(turn, services) : new Map<string, string>();
  const entries = await logEntries(services.store, {
    workspace,
    channels: [channel, ...names.keys()],
    limit: PAGE + 1,
    offset: page * PAGE,
  });
  if (entries.length === 0) throw new CommandError('Nothing was posted here yet.');
  const facts = await factsOf(entries.slice(0, PAGE), { turn, names }, services);
  const turns = turnsOf({ ...turn, hasMore: entries.length > PAGE });
  const heading = isWide ? 'What was posted in this workspace' : 'What was posted here';
  return {
    summary: `${heading}: ${many(facts.length, 'message')}, the newest first.`,
    parts: [
      { kind: 'heading', size: 'small', text: heading },
      { kind: 'facts', facts },
      ...(turns.length === 0 ? [] : [{ kind: 'actions' as const, items: turns }]),
      ...(isWide ? [{ kind: 'note' as const, text: PRIVATE }] : []),
    ],
  };
}

const PRIVATE = 'Private channels keep their log to themselves: type /papers log there.';

/** By channel, its name: public ones alone, and none for guests or where people of other workspaces read along. */
async function othersInSight(
  { viewer: { workspace, channel, person } }: LogTurn,
  { store, clock, channels }: Services,
): Promise<ReadonlyMap<string, string>> {
  const all = await channelsWithLog(store, workspace, clock() - RECENT_MS);
  return (await channels.among({ workspace, channel, person }, all)) ?? new Map();
}

interface FactDeps {
  readonly turn: LogTurn;
  readonly names: ReadonlyMap<string, string>;
}

async function factsOf(
  entries: readonly LogEntry[],
  { turn: { viewer }, names }: FactDeps,
  services: Services,
): Promise<readonly Fact[]> {
  const { workspace } = viewer;
  const zone = (await services.subscriptions.find(viewer))?.schedule.zone ?? 'UTC';
  const today = services.today();
  const moment = (at: number) => momentWords(at, zone, today);
  const platform = nameOf(services.platformOf(workspace));
  return Promise.all(
    entries.map(async (entry): Promise<Fact> => {
      const link = await linkOf(entry, services);
      const name = names.get(entry.row.channel ?? '');
      const where = name === undefined ? '' : `, ${name}`;
      return {
        label: `${moment(entry.row.created_at)}${where}`,
        value: entryWords(entry, { platform, today, moment, link }),
      };
    }),
  );
}

async function linkOf({ row }: LogEntry, { platformOf }: Services): Promise<string | undefined> {
  const { workspace, sent_channel: channel, sent_message: message } = row;
  if (channel === null || message === null) return undefined;
  return platformOf(workspace)?.linkTo({ workspace, channel, message });
}
