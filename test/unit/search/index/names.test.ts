import { describe, expect, it } from 'vitest';
import { ALL, aPaper, found, indexOf } from './papers.ts';

const by = (id: string, author: string, day = '2026-01-05') =>
  aPaper({
    id: `2601.000${id}`,
    title: `Study ${id}`,
    summary: 'Of nothing.',
    authors: [author],
    day,
  });

const others = Array.from({ length: 60 }, (_, number) =>
  aPaper({ id: `2501.${10_000 + number}`, title: `Grippers ${number}`, authors: ['Ada Lo'] }),
);

const library = indexOf([
  ...others,
  by('01', 'Kaiming He', '2025-03-01'),
  by('02', 'Kaiming He', '2026-01-01'),
  by('03', 'Li Fei-Fei'),
  by('04', 'Fei Li'),
  by('05', 'Andrew Y. Ng'),
  by('06', 'Evonne Ng'),
  by('07', 'Luc Van Gool'),
  by('08', 'Jürgen Schmidhuber'),
  by('09', 'Yang Song'),
  by('10', 'Song Yang'),
  by('11', 'Yoshua Bengio'),
  by('12', 'Samy Bengio'),
  by('13', 'Ming-Yu Liu'),
  by('14', 'Mingyu Liu'),
  by('15', 'Y. Zhao'),
  aPaper({ id: '2601.00017', title: 'Study 17', authors: ['Andrew Lo', 'Evonne Ng'] }),
  aPaper({ id: '2601.00016', title: 'How many Van Goghs does it take to Van Gogh?' }),
]);

describe('an author', () => {
  it.each([
    ['kaiming he', ['02', '01']],
    ['He Kaiming', ['02', '01']],
    ['he, k.', ['02', '01']],
    ['fei-fei li', ['03']],
    ['feifei li', ['03']],
    ['fei li', ['04']],
    ['andrew ng', ['05']],
    ['a. y. ng', ['05']],
    ['van gool', ['07']],
    ['l. van gool', ['07']],
    ['jurgen', ['08']],
    ['schmidhuber jürgen', ['08']],
    ['yang song', ['09', '10']],
    ['song yang', ['10', '09']],
    ['y. bengio', ['11']],
    ['bengio y', ['11']],
    ['ming-yu liu', ['13', '14']],
    ['mingyu liu', ['14', '13']],
    ['yihao zhao', ['15']],
    ['schmidhubr', ['08']],
  ])('is found as people write it: %s', (typed, papers) => {
    expect(found(library, typed)).toEqual(papers.map((id) => `2601.000${id}`));
  });

  it('is said as the name that was found', () => {
    expect(library.explain({ words: 'he kaiming' }, '2601.00001')).toEqual(['author Kaiming He']);
  });

  it('comes before papers that only have the words', () => {
    const index = indexOf([
      ...others,
      aPaper({ id: '2601.00001', title: 'Song of the Han rivers' }),
      aPaper({ id: '2601.00002', title: 'Quantized rivers', authors: ['Song Han'] }),
    ]);

    expect(found(index, 'song han')[0]).toBe('2601.00002');
  });

  it('has all papers, whatever else they say of the words of the name', () => {
    const papers = ['Song', 'Han', 'Grip'].map((title, number) =>
      aPaper({
        ...{ id: `2601.0000${number}`, title, authors: ['Song Han'] },
        day: `2026-01-0${number + 1}`,
      }),
    );

    const { hits } = indexOf([...others, ...papers]).find({ words: 'song han' }, ALL);

    expect(hits.map(({ id }) => id)).toEqual(['2601.00002', '2601.00001', '2601.00000']);
  });
});
