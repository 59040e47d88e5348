import type { Limits } from '#chat/platform.ts';

/** What the core plans with (messages.md, Room; docs: apis/web-api/rate-limits). */
export const LIMITS: Limits = {
  papersPerMessage: 10,
  // Ten papers with all that messages.md gives them; what Slack counts is the JSON around it too (MAX_JSON).
  messageText: 5_000,
  formFields: 20,
  selectOptions: 100,
  hasThreads: true,
  canUnfurl: true,
  lane: 'workspace',
  // Edits have no age limit; chat.update is tier 3, 50 a minute for a whole team, so older messages wait for newer ones.
  quickEditsForMs: 24 * 60 * 60_000,
  editEveryMs: 4_000,
  oldEditEveryMs: 15_000,
  // One a second into a channel, "several hundred a minute" into a team: nobody says how many.
  postEveryMs: { channel: 1_100 },
  lanePace: { first: 1, most: 5, atOnce: 8 },
  // How long history lags behind is not documented.
  findAfterMs: [5_000, 30_000],
};

/** Blocks of one message (docs: reference/block-kit/blocks). */
export const MAX_BLOCKS = 50;
/** Of one text object. */
export const MAX_TEXT = 3_000;
/** `msg_blocks_too_long` was seen at 13.2 kB (slackapi/bolt-js#2509); bytes of all blocks together. */
export const MAX_JSON = 12_000;
/** `text` beside the blocks: chat.update refuses more with `msg_too_long`. */
export const MAX_SUMMARY = 4_000;
export const MAX_HEADER = 150;
export const MAX_ROW_CONTROLS = 25;
export const MAX_BUTTON_LABEL = 75;
export const MAX_SPOKEN = 75;
export const MAX_URL = 3_000;
export const MAX_ACTION_ID = 255;
export const MAX_PLACEHOLDER = 150;
export const MAX_OPTION_LABEL = 75;
/** Of an option; 150 in Slack's own list of limits, 75 in @slack/types. */
export const MAX_OPTION_VALUE = 75;
/** Title, submit and close of a modal. */
export const MAX_MODAL_WORD = 24;
/** Label and hint of an input. */
export const MAX_FIELD_WORDS = 2_000;
export const MAX_TEXT_INPUT = 3_000;
