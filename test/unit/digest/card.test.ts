import { describe, expect, it } from 'vitest';
import { type Message, plain } from '#chat/message.ts';
import { joinFacts, smallLine } from '#chat/words.ts';
import { type CardFacts, composeCard } from '../../../src/digest/card.ts';
import { sampleLists } from '../../../src/papers/sample.ts';
import { aPaper } from './papers.ts';

const loger = aPaper('2603.03269', {
  title: 'LoGeR: Long-Context Geometric Reconstruction',
  aiSummary: 'Reads video in chunks. Nothing is optimised afterwards.',
  authors: ['Junyi Zhang', 'Charles Herrmann', 'Junhwa Hur', 'D', 'E', 'F', 'G', 'H'],
  organization: 'Deepmind',
  upvotes: 29,
  comments: 2,
  codeUrl: 'https://github.com/Junyi42/LoGeR',
  codeStars: 98,
  projectUrl: 'https://loger-project.github.io/',
});

describe('a card that somebody wants to discuss', () => {
  const message = card({
    opener: { person: 'slack:T1/U1', name: 'Ada Lovelace' },
    tally: { up: 4, down: 1 },
    listedOn: '2026-03-10',
  });

  it('begins with who', () => {
    const [paper] = message.parts;

    expect(paper?.kind === 'paper' && plain(paper.opening ?? '')).toBe(
      'Ada Lovelace would like to discuss:',
    );
  });

  it('names three authors, the organisation and the day, but no counts twice', () => {
    expect(smallWords(message)).toBe(
      'Junyi Zhang, Charles Herrmann, Junhwa Hur and 5 more · Deepmind · listed Tue 10 Mar',
    );
  });

  it('has its facts as lines', () => {
    expect(factsOf(message)).toEqual([
      'Votes here: 4 up, 1 down',
      'Hugging Face: 29 upvotes, 2 comments',
      'Links: Code (98 stars) · Project page · arXiv',
    ]);
  });

  it('offers a vote and the PDF, and says whose summary it is', () => {
    expect(buttonsOf(message)).toEqual(['Vote · 4', 'Save', 'Similar', 'PDF']);
    expect(noteOf(message)).toBe(
      'React 👍 up or 👎 down, or use the button. Summary by Hugging Face.',
    );
  });

  it('is read aloud as a sentence', () => {
    expect(message.summary).toBe(
      'Ada Lovelace would like to discuss the paper “LoGeR: Long-Context Geometric Reconstruction” by Junyi Zhang and 7 more, with 4 votes here and 29 upvotes on Hugging Face. Reply in the thread.',
    );
  });
});

describe('other cards', () => {
  it('starts with its number in the thread of a digest', () => {
    const [paper] = card({ number: 3 }).parts;

    expect(paper?.kind === 'paper' && paper.number).toBe(3);
  });

  it('offers to discuss where nobody else sees it, and asks for no reaction there', () => {
    const message = card({ isPrivate: true });

    expect(buttonsOf(message)).toEqual(['Vote', 'Save', 'Similar', 'Discuss here', 'PDF']);
    expect(noteOf(message)).toBe('Summary by Hugging Face.');
  });

  it('leaves out the lines of unknown facts', () => {
    const message = card({ paper: aPaper('1', { upvotes: 0 }) });

    expect(factsOf(message)).toEqual(['Links: arXiv']);
    expect(noteOf(message)).toMatch(/Summary: the abstract’s first words\.$/);
  });

  it('says that a summary of the bundled week is ours', () => {
    const [paper = aPaper('1')] = sampleLists.flatMap(({ papers }) => papers);

    expect(noteOf(card({ paper }))).toMatch(/ Summary by Paperboy\.$/);
  });

  it('shows a long summary whole', () => {
    const aiSummary = 'A sentence of the summary. '.repeat(12).trim();

    const text = card({ paper: aPaper('1', { aiSummary }) }).parts.find(
      (part) => part.kind === 'text',
    );

    expect(text).toEqual({ kind: 'text', text: aiSummary, isLong: true });
  });
});

function card(given: Partial<CardFacts>): Message {
  return composeCard({
    paper: loger,
    tally: { up: 0, down: 0 },
    key: 'k',
    today: '2026-03-11',
    isPrivate: false,
    ...given,
  });
}

function smallWords({ parts }: Message): string {
  const paper = parts.find((part) => part.kind === 'paper');
  return paper === undefined ? '' : blanks(joinFacts(smallLine(paper)));
}

function factsOf({ parts }: Message): readonly string[] {
  const found = parts.find((part) => part.kind === 'facts');
  return (found?.facts ?? []).map(({ label, value }) => blanks(`${label}: ${plain(value)}`));
}

function buttonsOf({ parts }: Message): readonly string[] {
  const found = parts.find((part) => part.kind === 'actions');
  return (found?.items ?? []).flatMap((item) => (item.kind === 'button' ? [item.label] : []));
}

function noteOf({ parts }: Message): string {
  const found = parts.find((part) => part.kind === 'note');
  return found === undefined ? '' : plain(found.text);
}

function blanks(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
