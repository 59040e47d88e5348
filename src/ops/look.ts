import { type ChatPlatform, type Place, type PlaceFacts, PlatformError } from '#chat/platform.ts';

/** What a channel is; undefined when its platform is not set up, or cannot say just now. */
export async function look(
  place: Place,
  platform: ChatPlatform | undefined,
): Promise<PlaceFacts | undefined> {
  try {
    return await platform?.inspect(place);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
