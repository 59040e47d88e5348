import { openDiscordStage } from './discord-stage.ts';
import { openSlackStage } from './slack-stage.ts';
import type { Stage } from './stage.ts';

export const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  slack: openSlackStage,
  discord: openDiscordStage,
};
