import type { Reply } from '#chat/inbox.ts';
import type { Part } from '#chat/message.ts';
import type { BeyondHit } from '../../../src/papers/beyond.ts';
import { House, type HouseOptions } from '../delivery/house.ts';
import { aPaper } from '../digest/papers.ts';
import { controlsOf, linesOf, messageOf } from './talk.ts';

/** A house with seven papers on video diffusion, and an older one on calibration. */
export async function openSearchRoom(options: HouseOptions = {}): Promise<House> {
  const house = await House.open({ now: '2026-03-11T10:00:00Z', ...options });
  const papers = Array.from({ length: 7 }, (_, n) =>
    aPaper(`2603.2000${n}`, {
      title: `Video diffusion, part ${n + 1}`,
      summary: 'We begin with what is known. Then a video is denoised by diffusion, step by step.',
      upvotes: 9 - n,
    }),
  );
  const calibration = aPaper('2603.30000', {
    title: 'Confidence calibration',
    summary: 'Says how sure a model is.',
    authors: ['Zoé Müller'],
    publishedOn: '2025-10-07',
  });
  house.source.lists.set('2026-03-09', papers);
  house.source.lists.set('2025-10-07', [calibration]);
  await house.services.archive.saveList('2026-03-09', papers, { now: house.time.now });
  await house.services.archive.saveList('2025-10-07', [calibration], { now: house.time.now });
  return house;
}

type PaperPart = Extract<Part, { kind: 'paper' }>;

export const papersOf = (reply: Reply): readonly PaperPart[] =>
  messageOf(reply).parts.filter((part) => part.kind === 'paper');
export const headingOf = (reply: Reply): string | undefined => linesOf(reply)[0];
export const labelsOf = (reply: Reply): readonly string[] =>
  [...controlsOf(reply).keys()].filter((label) => !/^\d/.test(label));

/** What Hugging Face finds, with the last word of the title marked. */
export function aHit(id: string, title: string, publishedOn = '2021-05-01'): BeyondHit {
  const word = title.split(' ').at(-1) ?? '';
  return {
    paper: aPaper(id, { title, publishedOn, summary: 'Of something else.' }),
    title: [
      { text: title.slice(0, -word.length), isMatch: false },
      { text: word, isMatch: true },
    ],
    summary: [{ text: 'Of something else.', isMatch: false }],
  };
}
