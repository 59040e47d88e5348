/** Block Kit as a table: facts/slack.md, section 2, and block-kit-limits.json. What stands in neither is refused. */
export type Rule =
  | { readonly kind: 'text'; readonly max: number; readonly isPlain: boolean }
  | { readonly kind: 'string'; readonly max: number; readonly min: number }
  | { readonly kind: 'url' }
  | { readonly kind: 'flag' | 'number' | 'anything' }
  | { readonly kind: 'list'; readonly of: Rule; readonly min: number; readonly max: number }
  | { readonly kind: 'one'; readonly of: readonly string[] }
  | { readonly kind: 'part'; readonly fields: Fields };

export interface Fields {
  readonly required: readonly string[];
  readonly known: Readonly<Record<string, Rule>>;
}

const text = (max: number): Rule => ({ kind: 'text', max, isPlain: false });
const plain = (max: number): Rule => ({ kind: 'text', max, isPlain: true });
const string = (max: number, min = 1): Rule => ({ kind: 'string', max, min });
const one = (...of: readonly string[]): Rule => ({ kind: 'one', of });
const list = (of: Rule, max: number, min = 1): Rule => ({ kind: 'list', of, min, max });
const part = (required: readonly string[], known: Readonly<Record<string, Rule>>): Rule => ({
  kind: 'part',
  fields: { required, known },
});
const URL: Rule = { kind: 'url' };
const FLAG: Rule = { kind: 'flag' };
const NUMBER: Rule = { kind: 'number' };
const ANYTHING: Rule = { kind: 'anything' };

const ACTION_ID = string(255);
const CONFIRM = part(['title', 'text', 'confirm', 'deny'], {
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: string(10),
});
/** The value is 75 by @slack/types and 150 by the limits file: the smaller one holds here. */
const OPTION = part(['text', 'value'], {
  text: text(75),
  value: string(75),
  description: text(75),
  url: URL,
});
const GROUP = part(['label', 'options'], { label: plain(75), options: list(OPTION, 100) });

/** Elements by type; `type` itself is left out. */
export const ELEMENTS: Readonly<Record<string, Fields>> = {
  button: {
    required: ['text'],
    known: {
      text: plain(75),
      action_id: ACTION_ID,
      url: URL,
      value: string(2_000),
      style: string(10),
      confirm: CONFIRM,
      accessibility_label: string(75),
    },
  },
  static_select: {
    required: [],
    known: {
      action_id: ACTION_ID,
      placeholder: plain(150),
      options: list(OPTION, 100),
      option_groups: list(GROUP, 100),
      initial_option: OPTION,
      confirm: CONFIRM,
      focus_on_load: FLAG,
    },
  },
  overflow: {
    required: ['options'],
    known: { action_id: ACTION_ID, options: list(OPTION, 5), confirm: CONFIRM },
  },
  radio_buttons: {
    required: ['options'],
    known: {
      action_id: ACTION_ID,
      options: list(OPTION, 10),
      initial_option: OPTION,
      confirm: CONFIRM,
      focus_on_load: FLAG,
    },
  },
  timepicker: {
    required: [],
    known: {
      action_id: ACTION_ID,
      initial_time: string(5, 5),
      placeholder: plain(150),
      confirm: CONFIRM,
      focus_on_load: FLAG,
      timezone: string(100),
    },
  },
  plain_text_input: {
    required: [],
    known: {
      action_id: ACTION_ID,
      initial_value: string(3_000, 0),
      placeholder: plain(150),
      multiline: FLAG,
      min_length: NUMBER,
      max_length: NUMBER,
      focus_on_load: FLAG,
    },
  },
  image: {
    required: ['image_url', 'alt_text'],
    known: { image_url: URL, alt_text: string(2_000) },
  },
};

const BLOCK_ID = string(255);
const INTERACTIVE = ['button', 'static_select', 'overflow', 'radio_buttons', 'timepicker'];

/** Blocks by type: those that messages.md uses; on which surfaces the newer ones work is unstated. */
export const BLOCKS: Readonly<Record<string, Fields>> = {
  header: { required: ['text'], known: { text: plain(150), block_id: BLOCK_ID } },
  section: {
    required: [],
    known: {
      text: text(3_000),
      fields: list(text(2_000), 10),
      accessory: one(...INTERACTIVE, 'image'),
      expand: FLAG,
      block_id: BLOCK_ID,
    },
  },
  context: {
    required: ['elements'],
    known: { elements: list(one('image', 'mrkdwn', 'plain_text'), 10), block_id: BLOCK_ID },
  },
  actions: {
    required: ['elements'],
    known: { elements: list(one(...INTERACTIVE), 25), block_id: BLOCK_ID },
  },
  divider: { required: [], known: { block_id: BLOCK_ID } },
  image: {
    required: ['image_url', 'alt_text'],
    known: { image_url: URL, alt_text: string(2_000), title: plain(2_000), block_id: BLOCK_ID },
  },
  input: {
    required: ['label', 'element'],
    known: {
      label: plain(2_000),
      element: one('plain_text_input', 'static_select', 'radio_buttons', 'timepicker'),
      hint: plain(2_000),
      optional: FLAG,
      dispatch_action: FLAG,
      block_id: BLOCK_ID,
    },
  },
};

export const VIEW: Fields = {
  required: ['title', 'blocks'],
  known: {
    type: string(10),
    title: plain(24),
    submit: plain(24),
    close: plain(24),
    blocks: ANYTHING,
    private_metadata: string(3_000, 0),
    callback_id: string(255),
    clear_on_close: FLAG,
    notify_on_close: FLAG,
    external_id: string(255),
  },
};

/** What a text object may say beside its text. */
export const TEXT: Readonly<Record<string, readonly string[]>> = {
  plain_text: ['emoji'],
  mrkdwn: ['verbatim'],
};
