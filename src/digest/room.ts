import { plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { type Blurbs, type Entry, type Fit, type Room, toPart } from './entry.ts';

/** The first room in which papers fit into so many characters: blurbs shrink first, then bylines go, then titles. */
export function fittingRoom(entries: readonly Entry[], blurbs: Blurbs, characters: number): Room {
  const fits = (room: Room) => sizeOfPapers(entries, { room, blurbs }) <= characters;
  const steps = roomSteps(entries.length);
  return steps.find(fits) ?? steps.at(-1) ?? LEAST;
}

const LEAST: Room = { title: 90, blurb: 0, hasByline: false };

/** messages.md, Room. */
const FIRST_ROOMS = [
  { most: 3, title: 250, blurb: 300 },
  { most: 5, title: 180, blurb: 220 },
  { most: Number.POSITIVE_INFINITY, title: 140, blurb: 160 },
];

function roomSteps(papers: number): readonly Room[] {
  const { title, blurb } = FIRST_ROOMS.find(({ most }) => papers <= most) ?? LEAST;
  const blurbSteps = [blurb, 140, 120, 100, 80, 60, 0].filter((step) => step <= blurb);
  return [
    ...blurbSteps.map((step) => ({ title, blurb: step, hasByline: true })),
    { title, blurb: 0, hasByline: false },
    LEAST,
  ];
}

/** Markup around a line or a paper: number, brackets, stars, line ends. */
export const MARKUP = 16;

function sizeOfPapers(entries: readonly Entry[], fit: Fit): number {
  const sizes = entries.map((entry) => {
    const part = toPart(entry, fit);
    const words = [plain(part.title), plain(part.blurb ?? ''), joinFacts(smallLine(part))];
    return words.reduce((sum, text) => sum + sizeOf(text), part.url.length + MARKUP);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Characters of words once they are escaped: what markup could read as its own gets a backslash before it. */
export function sizeOf(text: string): number {
  return text.length + (text.match(/[*_~`|\\<>[\]#@]/g)?.length ?? 0);
}
