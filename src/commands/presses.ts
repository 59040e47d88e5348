import type { Opens, Press, Reply } from '#chat/inbox.ts';
import { contentsOf } from '../delivery/reads.ts';
import { CommandError } from '../errors.ts';
import { toPaperId } from '../papers/links.ts';
import type { PaperId } from '../papers/paper.ts';
import { liftForgotten } from '../votes/forgotten.ts';
import { receiptWords } from '../votes/receipt.ts';
import { findPaper, privateCard, viewerOf } from './browse.ts';
import { reply, say } from './command.ts';
import { takeBack } from './mine.ts';
import { composePage, firstPage } from './pages.ts';
import { pressSave, showSaved } from './saved.ts';
import { pressBeyond } from './search.ts';
import type { Services } from './services.ts';
import { share } from './share.ts';
import { pressShare } from './share-list.ts';
import { pressSimilar } from './similar.ts';
import { recheck } from './status.ts';
import { submitSubscribe, subscribeForm } from './subscribe-form.ts';
import { showRanking } from './top.ts';
import { pressUnsubscribe } from './unsubscribe.ts';
import { findView } from './view.ts';

interface Verb {
  readonly opens: Opens;
  run(press: Press, services: Services): Promise<Reply>;
}

/** What every button, select and form does, by the verb of its action. */
const VERBS: Readonly<Record<string, Verb>> = {
  vote: { opens: 'reply', run: vote },
  more: { opens: 'reply', run: more },
  all: { opens: 'reply', run: all },
  page: { opens: 'update', run: page },
  discuss: { opens: 'reply', run: discuss },
  save: { opens: 'reply', run: pressSave },
  similar: { opens: 'reply', run: pressSimilar },
  share: { opens: 'reply', run: pressShare },
  beyond: { opens: 'reply', run: pressBeyond },
  ranking: { opens: 'reply', run: showRanking },
  reading: { opens: 'reply', run: showSaved },
  'take-back': { opens: 'reply', run: takeBack },
  subscribe: { opens: 'reply', run: submitSubscribe },
  form: { opens: 'form', run: form },
  recheck: { opens: 'update', run: recheck },
  unsubscribe: { opens: 'reply', run: pressUnsubscribe },
};

export const verbs: Readonly<Record<string, Opens>> = Object.fromEntries(
  Object.entries(VERBS).map(([verb, { opens }]) => [verb, opens]),
);

const GONE = 'This button is no longer in use. Try: /papers help';

/** @throws CommandError for a verb or a view that is not known any more */
export async function onPress(press: Press, services: Services): Promise<Reply> {
  if (!Object.hasOwn(VERBS, press.action.verb)) throw new CommandError(GONE);
  if (press.on !== undefined) {
    await services.revealed.press(press.action.key, press.on);
  }
  return VERBS[press.action.verb]?.run(press, services) ?? say(GONE);
}

async function vote(press: Press, services: Services): Promise<Reply> {
  const { workspace } = press.spot;
  const paper = await services.archive.find(argumentOf(press));
  if (paper === undefined) throw new CommandError(GONE);
  const ballot = { workspace, paper: paper.id, person: press.person.id };
  const isBack = await liftForgotten(services.store, { workspace, person: press.person.id });
  const receipt = await services.ledger.press(ballot);
  await services.votesChanged({ workspace, papers: [paper.id] });
  const link = receipt.by === undefined ? undefined : await linkTo(receipt.by.ref, services);
  const isTooOld = !(await services.refresher.follows(press.action.key));
  const facts = { isBack, isTooOld, ...(link !== undefined && { link }) };
  return say(receiptWords(receipt, paper, facts));
}

async function linkTo(ref: NonNullable<Press['on']>, services: Services) {
  return services.platformOf(ref.workspace)?.linkTo(ref);
}

async function more(press: Press, services: Services): Promise<Reply> {
  const paper = await findPaper(paperOf(press), services);
  return privateCard(paper, viewerOf(press), services);
}

/** The list that a posted digest was chosen from. */
async function all(press: Press, services: Services): Promise<Reply> {
  const row = await services.store
    .selectFrom('delivery')
    .select('digest')
    .where('key', '=', press.action.key)
    .where('workspace', '=', press.spot.workspace)
    .executeTakeFirst();
  const digest = row?.digest ?? '';
  const content = (await contentsOf(services.store, [digest])).get(digest);
  if (content === undefined) throw new CommandError(GONE);
  const { from, to } = content;
  return reply(await firstPage({ kind: 'digest', from, to }, viewerOf(press), services));
}

async function page(press: Press, services: Services): Promise<Reply> {
  const viewer = viewerOf(press);
  const { key } = press.action;
  const view = await findView(services.store, key, viewer);
  if (view === undefined) throw new CommandError('This list is no longer here. Ask again, please.');
  const wanted = Math.max(0, Number.parseInt(argumentOf(press), 10) || 0);
  return reply(await composePage({ view, key, page: wanted, viewer }, services));
}

async function discuss(press: Press, services: Services): Promise<Reply> {
  const paper = await findPaper(paperOf(press), services);
  return share({ paper: paper.id, spot: press.spot, person: press.person }, services);
}

async function form(press: Press, services: Services): Promise<Reply> {
  const view = await findView(services.store, press.action.key, viewerOf(press));
  const filled = view?.kind === 'form' ? view.values : {};
  return { kind: 'form', form: await subscribeForm(press, filled, services) };
}

/** It comes from outside, and becomes a part of an address. */
function paperOf(press: Press): PaperId {
  const id = toPaperId(argumentOf(press));
  if (id === undefined) throw new CommandError(GONE);
  return id;
}

function argumentOf({ action }: Press): string {
  return action.argument ?? '';
}
