import {
  type ChatInputCommandInteraction,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { CommandSpec } from '#chat/command.ts';
import { problemsMessage, SORRY, TOO_SLOW } from '#chat/excuses.ts';
import type { Opens, Reply } from '#chat/inbox.ts';
import { type Message, sayPlainly } from '#chat/message.ts';
import { toModal } from './form.ts';
import type { DiscordOptions } from './options.ts';
import { toComponents } from './render.ts';

export type Answerable =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | MessageComponentInteraction
  | ModalSubmitInteraction;

export interface AnswerTools {
  readonly log: DiscordOptions['log'];
  readonly commands: readonly CommandSpec[];
}

/** Discord waits 3 s for the first answer; a form must be that answer (docs: interactions/receiving-and-responding.mdx). */
export const FORM_RACE_MS = 2_500;

const PRIVATE = MessageFlags.Ephemeral | MessageFlags.IsComponentsV2;

/** Acknowledges in time whatever `run` does, then shows what it says. */
export async function answer(
  interaction: Answerable,
  { opens, run }: { readonly opens: Opens; readonly run: () => Promise<Reply> },
  tools: AnswerTools,
): Promise<void> {
  const replying = settled(run, tools);
  if (opens === 'form' && !interaction.isModalSubmit()) {
    const soon = await withinRace(replying);
    if (soon !== undefined) return showFirst(interaction, soon, tools);
  }
  const isUpdate = opens === 'update' && interaction.isMessageComponent();
  const isOpen = await acknowledged(tools, async () => {
    if (isUpdate) await interaction.deferUpdate();
    else await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  });
  const reply = await replying;
  if (isOpen) await showLater(interaction, { reply, isUpdate }, tools);
}

/** What the inbox says; a failure of ours becomes words, so that nobody waits for ever. */
async function settled(run: () => Promise<Reply>, { log }: AnswerTools): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    log.error({ err: error }, 'an interaction was not answered as it should');
    return { kind: 'message', message: SORRY };
  }
}

async function withinRace(replying: Promise<Reply>): Promise<Reply | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), FORM_RACE_MS);
  try {
    return await Promise.race([replying, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first answer to an interaction that has none yet. */
async function showFirst(
  interaction: Exclude<Answerable, ModalSubmitInteraction>,
  reply: Reply,
  tools: AnswerTools,
): Promise<void> {
  await acknowledged(tools, async () => {
    if (reply.kind === 'form') {
      await interaction.showModal(toModal(reply.form));
      return;
    }
    if (reply.kind === 'nothing' && interaction.isMessageComponent()) {
      await interaction.deferUpdate();
      return;
    }
    await interaction.reply({ ...toPayload(wordsOf(reply), tools), flags: PRIVATE });
  });
}

async function showLater(
  interaction: Answerable,
  { reply, isUpdate }: { readonly reply: Reply; readonly isUpdate: boolean },
  tools: AnswerTools,
): Promise<void> {
  await acknowledged(tools, async () => {
    if (reply.kind === 'nothing') {
      if (!isUpdate) await interaction.deleteReply();
      return;
    }
    if (reply.kind === 'form') tools.log.warn({}, 'a form came too late to be opened');
    const payload = toPayload(wordsOf(reply), tools);
    if (isUpdate && !mayReplace(reply)) await interaction.followUp({ ...payload, flags: PRIVATE });
    else await interaction.editReply({ ...payload, flags: MessageFlags.IsComponentsV2 });
  });
}

/** Whoever turned a page still wants the one that they had when there is no other. */
function mayReplace(reply: Reply): boolean {
  return reply.kind === 'message' && reply.message !== SORRY;
}

function wordsOf(reply: Reply): Message {
  switch (reply.kind) {
    case 'message':
      return reply.message;
    case 'problems':
      return problemsMessage(reply);
    case 'form':
      return TOO_SLOW;
    case 'nothing':
      return sayPlainly('Done.');
  }
}

function toPayload(message: Message, { commands }: AnswerTools) {
  return { components: toComponents(message, { commands }), allowedMentions: { parse: [] } };
}

/** Whether Discord still listens: 40060 means that it has an answer already, 10062 that we were too late. */
async function acknowledged({ log }: AnswerTools, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 40060) return true;
    log.warn({ code, reason: String(error) }, 'an interaction could not be answered');
    return false;
  }
}
