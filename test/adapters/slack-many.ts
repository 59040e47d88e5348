import { onTestFinished } from 'vitest';
import type { Installation, Installations } from '#chat/installations.ts';
import type { ChatPlatform, Place } from '#chat/platform.ts';
import type { SeenEvents } from '#chat/seen.ts';
import { createSlack } from '../../adapters/slack/index.ts';
import type { ManyWorkspaces } from '../../adapters/slack/options.ts';
import { createSeen } from '../../adapters/slack/seen.ts';
import { silentLog } from '../../src/log.ts';
import { startHttp } from '../../src/ops/http.ts';
import { type RecordingInbox, recordingInbox } from '../contract/inbox.ts';
import {
  type FakeSlack,
  type FakeSlackOptions,
  type FakeTeam,
  startFakeSlack,
} from '../fakes/slack/index.ts';

/** One program for any number of workspaces, none of which has it yet. */
export interface ManyHouse {
  readonly fake: FakeSlack;
  readonly platform: ChatPlatform;
  readonly inbox: RecordingInbox;
  readonly installations: KeptInstallations;
  readonly seen: SeenEvents;
  /** `http://127.0.0.1:3000/slack/install` */
  readonly installUrl: string;
  /** One more process, on the same database. */
  another(changes?: Partial<ManyWorkspaces['oauth']>): ChatPlatform;
  /** A workspace that installs it, with words of the page that it sees. */
  aTeam(name: string): Promise<FakeTeam>;
}

export interface KeptInstallations extends Installations {
  readonly kept: Map<string, Installation>;
  /** How often somebody asked. */
  reads: number;
  /** What the next call fails with. */
  fails: Error | undefined;
}

export async function openMany(
  options: FakeSlackOptions = {},
  changes: Partial<ManyWorkspaces['oauth']> = {},
): Promise<ManyHouse> {
  const fake = await startFakeSlack({ hasTiers: false, ...options });
  const installations = keptInstallations();
  const seen = createSeen();
  const platforms: ChatPlatform[] = [];
  const another: ManyHouse['another'] = (more = {}) => {
    const { clientId, clientSecret, signingSecret, apiUrl } = fake;
    const oauth = { clientId, clientSecret, installations, ...changes, ...more };
    const one = createSlack({
      ...{ oauth, signingSecret, apiUrl, seen },
      ...{ log: silentLog, clock: Date.now },
    });
    platforms.push(one);
    return one;
  };
  const platform = another();
  const server = await startHttp({
    port: 0,
    pages: {},
    routes: () => platform.routes ?? [],
  });
  const base = `http://127.0.0.1:${server.port}`;
  fake.http.sendTo(base);
  const installUrl = `${base}/slack/install`;
  onTestFinished(async () => {
    for (const one of platforms) await one.stop();
    await server.stop();
    await fake.stop();
    if (fake.problems.length > 0) throw new Error(`against Slack’s rules: ${fake.problems}`);
  });
  return {
    ...{ fake, platform, installations, seen, installUrl, another },
    inbox: recordingInbox(),
    aTeam: async (name) => {
      const team = fake.addTeam(name);
      const { status, words } = await fake.install(installUrl, { team: team.team });
      if (status !== 200) throw new Error(words);
      return team;
    },
  };
}

/** The same, receiving. */
export async function startMany(...args: Parameters<typeof openMany>): Promise<ManyHouse> {
  const house = await openMany(...args);
  await house.platform.start(house.inbox);
  return house;
}

export function placeOf({ team, channel }: FakeTeam): Place {
  return { workspace: `slack:${team}`, channel };
}

function keptInstallations(): KeptInstallations {
  const kept = new Map<string, Installation>();
  const fail = () => {
    const { fails } = all;
    if (fails !== undefined) throw fails;
  };
  const all: KeptInstallations = {
    ...{ kept, reads: 0, fails: undefined },
    find: async (workspace) => {
      fail();
      all.reads += 1;
      return kept.get(workspace);
    },
    save: async (installation) => {
      fail();
      kept.set(installation.workspace, installation);
    },
    remove: async (workspace) => {
      kept.delete(workspace);
    },
  };
  return all;
}
