import type { Limits } from '#chat/platform.ts';

/** What the core plans with (messages.md, Room; docs: components/reference.mdx, topics/rate-limits.mdx). */
export const LIMITS: Limits = {
  papersPerMessage: 10,
  messageText: 3_900,
  formFields: 5,
  selectOptions: 25,
  hasThreads: true,
  canUnfurl: false,
  lane: 'platform',
  // Error 30046 counts edits of messages older than an hour; five minutes for clocks that differ.
  quickEditsForMs: 55 * 60_000,
  // A hundred votes within ten seconds make four edits.
  editEveryMs: 4_000,
  oldEditEveryMs: 10 * 60_000,
  // A channel's bucket holds about five posts in five seconds; a server has no pace of its own.
  postEveryMs: { channel: 1_000 },
  // 50 requests a second are allowed a bot, and 10,000 answers of 401, 403 and 429 in ten minutes (topics/rate-limits.mdx).
  lanePace: { first: 45, most: 45, atOnce: 50, refusals: { most: 2_000, withinMs: 600_000 } },
  findAfterMs: [2_000, 10_000],
};

/** Components of one message, nested ones counted. */
export const MAX_COMPONENTS = 40;
/** Characters of all text displays of one message together (discord/discord-api-docs#8562). */
export const MAX_TEXT = 4_000;
export const MAX_ROW_BUTTONS = 5;
export const MAX_BUTTON_LABEL = 80;
export const MAX_BUTTON_URL = 512;
export const MAX_CUSTOM_ID = 100;
export const MAX_OPTION = 100;
export const MAX_PLACEHOLDER = 150;
export const MAX_THREAD_NAME = 100;
export const MAX_MODAL_TITLE = 45;
export const MAX_LABEL = 45;
export const MAX_DESCRIPTION = 100;
export const MAX_TEXT_INPUT = 4_000;
/** Names, descriptions and values of one command (docs: interactions/application-commands.mdx). */
export const MAX_COMMAND_CHARACTERS = 8_000;
export const MAX_COMMAND_OPTIONS = 25;
