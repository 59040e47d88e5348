import {
  type ChatPlatform,
  type PersonId,
  type Place,
  type PlaceFacts,
  PlatformError,
} from '#chat/platform.ts';

/** What a channel is, and who the person is; undefined when its platform is not set up, or cannot say just now. */
export async function look(
  { person, ...place }: Place & { readonly person?: PersonId | undefined },
  platform: ChatPlatform | undefined,
): Promise<PlaceFacts | undefined> {
  try {
    return await platform?.inspect(place, person);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
