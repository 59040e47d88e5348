import type { ChatPlatform } from '#chat/platform.ts';
import { systemClock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';

/** How a victim gets at a fake. */
export type Access =
  | { readonly platform: 'discord'; readonly token: string; readonly apiUrl: string }
  | {
      readonly platform: 'slack';
      readonly botToken: string;
      readonly appToken: string;
      readonly apiUrl: string;
    };

/** The real adapter; each is loaded only by its own victims. */
export async function createAdapter(access: Access, log: Log): Promise<ChatPlatform> {
  switch (access.platform) {
    case 'discord': {
      const { createDiscord } = await import('../../adapters/discord/index.ts');
      return createDiscord({ ...access, log, clock: systemClock });
    }
    case 'slack': {
      const { createSlack } = await import('../../adapters/slack/index.ts');
      return createSlack({ ...access, log, clock: systemClock });
    }
  }
}
