// The adapter alone, with every command and no handler: what a round trip costs before we do anything.
import { sayPlainly } from '#chat/message.ts';
import { commands } from '../../src/commands/inbox.ts';
import { createLog } from '../../src/log.ts';
import { type Access, createAdapter } from '../chaos/adapters.ts';

const access: Access = JSON.parse(process.argv[2] ?? '');
const adapter = await createAdapter(access, createLog('silent'));
const here = async () => ({ kind: 'message', message: sayPlainly('Here.') }) as const;
await adapter.start({
  ...{ commands, verbs: {}, onCommand: here, onPress: here },
  onSuggest: async () => [],
  onLookUp: here,
  onLinks: async () => [],
  onReaction: async () => {},
  onPlace: async () => {},
  onGap: async () => {},
});
