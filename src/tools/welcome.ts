import { type Place, platformOf } from '#chat/platform.ts';
import { nameOf } from '../commands/command.ts';
import type { Services } from '../commands/services.ts';
import { CommandError } from '../errors.ts';

/**
 * Whether Paperboy may post there, asked of the platform itself: what it refuses is said at once, with the fix, and not
 * after the outbox has waited for it to change.
 * @throws CommandError for what is not set up or not allowed; PlatformError when the platform cannot be asked
 */
export async function mustBeWelcome(place: Place, services: Services): Promise<void> {
  const platform = services.platformOf(place.workspace);
  if (platform === undefined) {
    const name = nameOf({ name: platformOf(place.workspace) });
    throw new CommandError(`${name} is not set up: its tokens are settings, see README.md.`);
  }
  const [obstacle] = (await platform.inspect(place)).obstacles;
  if (obstacle !== undefined) throw new CommandError(`${obstacle.problem} ${obstacle.fix}`);
}
