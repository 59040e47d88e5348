import type { Job } from './crew.ts';
import { losingAnswers } from './mischief.ts';
import type { Row } from './report.ts';
import { openScene, type Theatre } from './scene.ts';

/** Chaos must see a sender that posts again without looking: once by lost answers, once by a death. */
export function blindCases(theatre: Theatre): readonly Job<Row>[] {
  return [() => lostAnswers(theatre), () => deathAfterPost(theatre)];
}

async function lostAnswers(theatre: Theatre): Promise<Row> {
  const name = 'blind resend, answers lost';
  await using scene = await openScene(theatre, { name });
  scene.stage.misbehave(losingAnswers());
  await scene.run({ isBlind: true });
  return toRow(await scene.books(), { ...theatre, name, kills: 0 });
}

async function deathAfterPost(theatre: Theatre): Promise<Row> {
  const name = 'blind resend, killed after-post';
  await using scene = await openScene(theatre, { name });
  await scene.run({ isBlind: true, dieAt: { point: 'after-post', arrival: 1 } });
  await scene.run({ isBlind: true });
  return toRow(await scene.books(), { ...theatre, name, kills: 1 });
}

function toRow(
  books: Omit<Row, 'platform' | 'name' | 'kills'>,
  { platform, name, kills }: Pick<Row, 'platform' | 'name' | 'kills'>,
): Row {
  const isSeen = books.duplicated > 0;
  const problems = isSeen ? [] : ['a blind resend does no harm here: this run proves nothing'];
  return { ...books, platform, name, kills, isBlind: true, problems };
}
