import type { World } from './model.ts';

/**
 * What becomes of typed words on their way to the app: addresses, people and channels in angle brackets, `&` escaped
 * (docs: messaging/formatting-message-text; for commands it is the manifest's `should_escape`). What a test already wrote that way stays.
 */
export function asSent(world: World, text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replace(/(?<![<|])\bhttps?:\/\/[^\s<>|]+/g, '<$&>')
    .replace(/(?<=^|\s)@([\w.]+)/g, (written, name) => personNamed(world, name) ?? written)
    .replace(/(?<=^|\s)#([\w-]+)/g, (written, name) => channelNamed(world, name) ?? written);
}

function personNamed({ users }: World, name: string): string | undefined {
  const user = [...users.values()].find((one) => one.name === name);
  return user && `<@${user.id}|${name}>`;
}

function channelNamed({ channels }: World, name: string): string | undefined {
  const channel = [...channels.values()].find((one) => one.name === name);
  return channel && `<#${channel.id}|${name}>`;
}
