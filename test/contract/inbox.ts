import type { CommandSpec } from '#chat/command.ts';
import type {
  CommandCall,
  GapScope,
  Inbox,
  LinkCard,
  LookUp,
  Opens,
  PlaceChange,
  Press,
  ReactionChange,
  Reply,
  SharedLinks,
  Suggestion,
  SuggestQuery,
} from '#chat/inbox.ts';
import { sayPlainly } from '#chat/message.ts';

/** Everything that an adapter can hand to the core. */
export type Arrived =
  | { readonly kind: 'command'; readonly command: CommandCall }
  | { readonly kind: 'press'; readonly press: Press }
  | { readonly kind: 'suggest'; readonly query: SuggestQuery }
  | { readonly kind: 'look-up'; readonly lookUp: LookUp }
  | { readonly kind: 'links'; readonly shared: SharedLinks }
  | { readonly kind: 'reaction'; readonly change: ReactionChange }
  | { readonly kind: 'place'; readonly change: PlaceChange }
  | { readonly kind: 'gap'; readonly scope: GapScope };

export interface Answers {
  readonly command?: (call: CommandCall) => Promise<Reply>;
  readonly press?: (press: Press) => Promise<Reply>;
  readonly suggest?: (query: SuggestQuery) => Promise<readonly Suggestion[]>;
  readonly lookUp?: (lookUp: LookUp) => Promise<Reply>;
  readonly links?: (shared: SharedLinks) => Promise<readonly LinkCard[]>;
}

/** An inbox that remembers what arrived, so that a test waits for an event and never for a time. */
export interface RecordingInbox extends Inbox {
  readonly arrived: readonly Arrived[];
  /** The first arrival, past or to come, that `wanted` accepts. */
  first(wanted: (arrived: Arrived) => boolean): Promise<Arrived>;
}

export const SAMPLE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'help',
    summary: 'What Paperboy can do',
    options: [],
    access: 'everyone',
    opens: 'reply',
  },
  {
    name: 'search',
    summary: 'Papers by words',
    options: [{ name: 'words', summary: 'What to look for', kind: 'rest', isRequired: true }],
    access: 'everyone',
    opens: 'reply',
    isShareable: true,
  },
  {
    name: 'show',
    summary: 'A paper’s card, by its id or link',
    options: [
      {
        name: 'paper',
        summary: 'An arXiv id or a link',
        kind: 'paper',
        isRequired: true,
        hasSuggestions: true,
      },
    ],
    access: 'everyone',
    opens: 'reply',
  },
  {
    name: 'subscribe',
    summary: 'Send digests to this channel',
    options: [
      { name: 'at', summary: 'HH:MM', kind: 'text' },
      { name: 'zone', summary: 'A city is enough', kind: 'zone', hasSuggestions: true },
    ],
    access: 'admins',
    opens: 'form-when-bare',
  },
  {
    name: 'status',
    summary: 'What this channel gets',
    options: [],
    access: 'admins',
    opens: 'reply',
  },
];

const SAMPLE_VERBS: Readonly<Record<string, Opens>> = {
  vote: 'reply',
  more: 'reply',
  page: 'update',
  form: 'form',
  subscribe: 'reply',
};

export function recordingInbox(answers: Answers = {}): RecordingInbox {
  const arrived: Arrived[] = [];
  const waiting = new Set<() => void>();
  const keep = (one: Arrived) => {
    arrived.push(one);
    for (const look of [...waiting]) look();
  };
  return {
    commands: SAMPLE_COMMANDS,
    verbs: SAMPLE_VERBS,
    arrived,
    first: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = arrived.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async onCommand(command) {
      keep({ kind: 'command', command });
      if (answers.command !== undefined) return answers.command(command);
      return { kind: 'message', message: sayPlainly(`You asked for ${command.name}.`) };
    },
    async onPress(press) {
      keep({ kind: 'press', press });
      if (answers.press !== undefined) return answers.press(press);
      return { kind: 'message', message: sayPlainly(`You pressed ${press.action.verb}.`) };
    },
    async onSuggest(query) {
      keep({ kind: 'suggest', query });
      return answers.suggest?.(query) ?? [];
    },
    async onLookUp(lookUp) {
      keep({ kind: 'look-up', lookUp });
      if (answers.lookUp !== undefined) return answers.lookUp(lookUp);
      return { kind: 'message', message: sayPlainly('You looked up a message.') };
    },
    async onLinks(shared) {
      keep({ kind: 'links', shared });
      return answers.links?.(shared) ?? [];
    },
    async onReaction(change) {
      keep({ kind: 'reaction', change });
    },
    async onPlace(change) {
      keep({ kind: 'place', change });
    },
    async onGap(scope) {
      keep({ kind: 'gap', scope });
    },
  };
}
