import type { Access } from '../chaos/adapters.ts';
import type { Env } from '../e2e/harness.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';

/** A command as each platform has it typed. */
export interface Asked {
  readonly name: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly isForAdmins?: boolean;
}

/** A fake platform on which one bot is met. */
export interface Stage extends AsyncDisposable {
  readonly name: string;
  /** With these settings the program connects to it, with that the bare adapter. */
  readonly env: Env;
  readonly access: Access;
  /** Resolves as soon as a command can be typed. */
  connected(): Promise<void>;
  /** Types a command; resolves when its answer is shown. */
  ask(asked: Asked): Promise<void>;
}

/** Every platform there is. */
export const stages: readonly (() => Promise<Stage>)[] = [openSlack, openDiscord];

async function openSlack(): Promise<Stage> {
  const fake = await startFakeSlack({ hasTiers: false });
  const { botToken, appToken, apiUrl } = fake;
  return {
    name: 'Slack',
    env: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl },
    access: { platform: 'slack', botToken, appToken, apiUrl },
    connected: async () => {
      await fake.waitFor(() => fake.sockets.connected() > 0 || undefined);
    },
    ask: async ({ name, options = {}, isForAdmins }) => {
      const typed = [name, ...Object.values(options)].join(' ');
      const user = isForAdmins ? fake.admin : fake.member;
      await fake.runCommand(typed, { user }).answer;
    },
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

/** So many requests a second that nobody waits: what is measured is us, not the limits. */
const UNLIMITED = { limit: 1_000_000, windowMs: 1_000 };
const ANSWER = '/webhooks/{webhook_id}/{webhook_token}/messages/@original';

async function openDiscord(): Promise<Stage> {
  const buckets = { [`PATCH ${ANSWER}`]: UNLIMITED };
  const fake = await startFakeDiscord({ buckets, global: UNLIMITED });
  const { token, apiUrl } = fake;
  return {
    name: 'Discord',
    env: { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl },
    access: { platform: 'discord', token, apiUrl },
    connected: async () => {
      const isThere = () => fake.gateway.connected() > 0 && fake.commands().length > 0;
      await fake.waitFor(() => isThere() || undefined);
    },
    ask: async ({ name, options, isForAdmins }) => {
      const user = isForAdmins ? fake.admin : fake.member;
      const root = isForAdmins ? 'papers-admin' : 'papers';
      await fake.runCommand(`${root} ${name}`, options, { user }).answer;
    },
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}
