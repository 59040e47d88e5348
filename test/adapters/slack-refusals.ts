import { blockProblems } from '../fakes/slack/blocks.ts';
import { type FakePart, flatten } from '../fakes/slack/model.ts';

/** What Slack, or we ourselves, would not have in a message; empty when all is well. */
export function refusals(message: { readonly text: string; readonly blocks: unknown }): string[] {
  const json = JSON.stringify(message.blocks);
  const blocks: readonly FakePart[] = JSON.parse(json);
  const parts = flatten(blocks);
  const ids = parts.flatMap(({ action_id }) => action_id ?? []);
  const words = parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  const loose = parts.filter(({ type }) => type === 'mrkdwn').filter((one) => !isVerbatim(one));
  return [
    ...blockProblems(blocks, 'message'),
    ...(blocks.length === 0 ? ['no blocks'] : []),
    ...(Buffer.byteLength(json) > 12_000 ? [`${Buffer.byteLength(json)} bytes of blocks`] : []),
    ...(message.text === '' || message.text.length > 4_000 ? ['text'] : []),
    ...(new Set(ids).size === ids.length ? [] : ['an action_id twice']),
    ...(words.every((text) => text.trim() !== '') ? [] : ['blank text']),
    ...(loose.length === 0 ? [] : ['Slack would make links of its own']),
  ];
}

function isVerbatim(part: object): boolean {
  return 'verbatim' in part && part.verbatim === true;
}
