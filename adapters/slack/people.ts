import type { Recent } from '#chat/recent.ts';
import { slackCode } from './errors.ts';
import { type User, UserAnswer } from './schemas.ts';
import type { SlackWeb } from './web.ts';

/** What is remembered of an account. */
export interface Known {
  readonly name: string;
  /** A program, Slack's own included. */
  readonly isBot: boolean;
}

export interface People {
  /** Asks Slack once about each. @throws PlatformError */
  find(user: string): Promise<Known>;
}

/** People remembered: each is one call that the next reaction need not make. */
export const REMEMBERED = 10_000;

/** Slack's own program, which `users.info` shows as a person. */
const SLACKBOT = 'USLACKBOT';

/** `known` may be shared by workspaces, each under its own name: a team of thousands must not cost memory for each. */
export function createPeople(web: SlackWeb, known: Recent<Promise<Known>>, workspace = ''): People {
  return {
    find: async (user) => {
      const key = `${workspace}/${user}`;
      // The promise is remembered, so that two reactions of one person keep their order.
      const asked = known.get(key) ?? ask(web, user);
      known.set(key, asked);
      try {
        return await asked;
      } catch (error) {
        known.delete(key);
        throw error;
      }
    },
  };
}

async function ask(web: SlackWeb, user: string): Promise<Known> {
  const found = await lookUp(web, user);
  // Somebody whom we may not see is of another organisation, and no program of this one.
  if (found === undefined) return { name: user, isBot: false };
  return { name: nameOf(found), isBot: isProgram(found) };
}

/** Undefined for somebody unknown here. @throws PlatformError */
export async function lookUp(web: SlackWeb, user: string): Promise<User | undefined> {
  try {
    const doing = { what: `reading user ${user}`, of: 'person', isWrite: false } as const;
    const call = { method: 'users.info', args: { user, include_locale: true }, doing };
    return (await web.ask(call, UserAnswer)).user;
  } catch (error) {
    if (UNKNOWN.has(slackCode(error) ?? '')) return undefined;
    throw error;
  }
}

const UNKNOWN = new Set(['user_not_found', 'user_not_visible']);

/** As the people of the workspace see it. */
export function nameOf({ profile, real_name, name }: User): string {
  return profile?.display_name || real_name || name;
}

export function isProgram({ id, is_bot }: User): boolean {
  return is_bot || id === SLACKBOT;
}
