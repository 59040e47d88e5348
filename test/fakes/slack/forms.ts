/** A form as a person fills it in, and what Slack makes of the app's answer to it. */
import { type FakeModal, type Interactions, modalAnswer, type Open } from './interactions.ts';
import { type FakePart, optionOf, Refusal, type World } from './model.ts';
import type { Payload } from './payloads.ts';

/** `state.values`, by block_id and action_id. Slack’s client sends no form with an empty field that is needed. */
export function filledIn(modal: FakeModal, values: Readonly<Record<string, string>>): Payload {
  const inputs = modal.blocks.filter(({ type }) => type === 'input');
  const unknown = Object.keys(values).find((id) => !inputs.some(({ block_id }) => block_id === id));
  if (unknown !== undefined) throw new Error(`the form has no field ${unknown}`);
  return Object.fromEntries(
    inputs.map((block) => {
      const { block_id = '', element = {}, optional } = block;
      const [value, state] = stateOf(element, values[block_id]);
      if (value === undefined && optional !== true) throw new Error(`${block_id} is empty`);
      return [block_id, { [element.action_id ?? '']: { type: element.type, ...state } }];
    }),
  );
}

/** What is in the field, and how the payload says it. */
function stateOf(element: FakePart, given: string | undefined): readonly [unknown, object] {
  if (element.type === 'plain_text_input') {
    const value = (given ?? element.initial_value) || null;
    return [value ?? undefined, { value }];
  }
  if (element.type === 'timepicker') {
    const selected_time = given ?? element.initial_time ?? null;
    if (selected_time !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(selected_time))
      throw new Error(`a time picker cannot say ${selected_time}`);
    return [selected_time ?? undefined, { selected_time }];
  }
  const selected_option = given === undefined ? element.initial_option : optionOf(element, given);
  if (given !== undefined && selected_option === undefined) throw new Error(`no choice “${given}”`);
  return [selected_option, { selected_option: selected_option ?? null }];
}

interface Response {
  readonly response_action?: unknown;
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: unknown;
}

/** Nothing or `clear` closes the form, `errors` stand at its fields, `update` and `push` show another one. */
export function submissionAnswer(
  tools: { readonly world: World; readonly interactions: Interactions },
  open: Open,
  { modal, response }: { readonly modal: FakeModal; readonly response: unknown },
): void {
  const { response_action, errors = {}, view } = (response ?? {}) as Response;
  switch (response_action) {
    case undefined:
    case 'clear':
      tools.interactions.closeView(modal.id);
      return;
    case 'errors':
      showErrors(tools.world, open, { modal, errors });
      return;
    case 'update':
    case 'push':
      showNext(tools, open, { modal, view });
      return;
    default:
      tools.world.problems.push(`response_action ${String(response_action)} is not known`);
  }
}

/** Errors at anything but an input block make Slack say that it had trouble. */
function showErrors(
  world: World,
  open: Open,
  {
    modal,
    errors,
  }: { readonly modal: FakeModal; readonly errors: Readonly<Record<string, string>> },
): void {
  const fields = modal.blocks.filter(({ type }) => type === 'input');
  const strange = Object.keys(errors).filter(
    (id) => !fields.some(({ block_id }) => block_id === id),
  );
  if (strange.length > 0 || Object.keys(errors).length === 0)
    world.problems.push(`errors at no input block: ${strange.join(', ')}`);
  const words = Object.values(errors).join('\n');
  open.show({ kind: 'problems', isPrivate: true, words, problems: errors });
}

function showNext(
  { world, interactions }: { readonly world: World; readonly interactions: Interactions },
  open: Open,
  { modal, view }: { readonly modal: FakeModal; readonly view: unknown },
): void {
  try {
    open.show(modalAnswer(interactions.nextView(view, modal)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.problems.push(`a view in answer to a submission: ${JSON.stringify(error.fields)}`);
  }
}
