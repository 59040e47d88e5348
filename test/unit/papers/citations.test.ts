import { describe, expect, it } from 'vitest';
import { citationKeys, toBibtex } from '../../../src/papers/bibtex.ts';
import { nameParts } from '../../../src/papers/names.ts';
import { toRis } from '../../../src/papers/ris.ts';
import { aPaper, ids } from '../digest/papers.ts';

const loger = aPaper('2603.03269', {
  title: 'LoGeR: Long-Context Geometric Reconstruction',
  authors: ['Junyi Zhang', 'Laurens van der Maaten', 'Qwen Team'],
  publishedOn: '2026-03-09',
});

describe('a name', () => {
  it.each([
    ['Junyi Zhang', 'Zhang', 'Junyi', ''],
    ['Laurens van der Maaten', 'van der Maaten', 'Laurens', ''],
    ['Sammy Davis Jr.', 'Davis', 'Sammy', 'Jr.'],
    ['Davis, Jr.', 'Davis', '', 'Jr.'],
    ['Zhang, Wei', 'Zhang', 'Wei', ''],
    ['Plato', 'Plato', '', ''],
    ['Qwen Team', 'Qwen Team', '', ''],
    ['Anderson Lee', 'Lee', 'Anderson', ''],
    ['', '', '', ''],
  ])('%s has its parts', (name, ...parts) => {
    const [family, given, suffix] = parts;

    expect(nameParts(name)).toEqual({ family, given, suffix });
  });
});

describe('BibTeX', () => {
  it('is an entry of arXiv', () => {
    expect(toBibtex(loger, { key: 'zhang2026loger', mostAuthors: 9 })).toBe(
      [
        '@misc{zhang2026loger,',
        '  title = {{LoGeR: Long-Context Geometric Reconstruction}},',
        '  author = {Zhang, Junyi and van der Maaten, Laurens and {Qwen Team}},',
        '  year = {2026},',
        '  eprint = {2603.03269},',
        '  archivePrefix = {arXiv},',
        '  doi = {10.48550/arXiv.2603.03269},',
        '  url = {https://arxiv.org/abs/2603.03269},',
        '}',
      ].join('\n'),
    );
  });

  it('names some of many authors, and says that there are others', () => {
    expect(toBibtex(loger, { key: 'k', mostAuthors: 1 })).toContain(
      'author = {Zhang, Junyi and others},',
    );
  });

  it('leaves out authors that nobody knows', () => {
    const entry = toBibtex(aPaper('1', { authors: [] }), { key: 'k', mostAuthors: 9 });

    expect(entry).not.toContain('author');
  });

  it('has a key for every paper, and none twice', () => {
    const again = aPaper('2603.00002', { ...loger, id: '2603.00002' });
    const third = aPaper('2603.00003', { ...loger, id: '2603.00003' });
    const accents = aPaper('2603.00004', { title: 'On Éclairs', authors: ['Zoë Müller'] });
    const chinese = aPaper('2603.00005', { title: '视频', authors: ['李明'] });

    expect([...citationKeys([loger, again, third, accents, chinese]).values()]).toEqual([
      'zhang2026loger',
      'zhang2026logera',
      'zhang2026logerb',
      'muller2026eclairs',
      'arxiv260300005',
    ]);
  });

  it('tells keys apart by letters only, however many are the same', () => {
    const same = ids(54).map((id) => aPaper(id, { ...loger, id }));

    const keys = [...citationKeys(same).values()];

    expect(keys.slice(0, 3)).toEqual(['zhang2026loger', 'zhang2026logera', 'zhang2026logerb']);
    expect(keys.slice(25, 29)).toEqual(
      ['y', 'z', 'aa', 'ab'].map((letter) => `zhang2026loger${letter}`),
    );
    expect(keys.at(-1)).toBe('zhang2026logerba');
    expect(new Set(keys).size).toBe(54);
  });

  it('takes no letter that makes the key of another title', () => {
    const titles = ['Art', 'Arta', 'Art'];
    const papers = titles.map((title, n) => ({ ...loger, title, id: `2603.0000${n}` }));

    expect([...citationKeys(papers).values()]).toEqual([
      'zhang2026art',
      'zhang2026arta',
      'zhang2026artb',
    ]);
  });
});

describe('RIS', () => {
  it('is a record with a line for each author', () => {
    expect(toRis(loger, { mostAuthors: 9 }).split('\n')).toEqual([
      'TY  - GEN',
      'AU  - Zhang, Junyi',
      'AU  - van der Maaten, Laurens',
      'AU  - Qwen Team',
      'TI  - LoGeR: Long-Context Geometric Reconstruction',
      'PY  - 2026',
      'DA  - 2026/03/09',
      'PB  - arXiv',
      'DO  - 10.48550/arXiv.2603.03269',
      'UR  - https://arxiv.org/abs/2603.03269',
      'ER  - ',
    ]);
  });

  it('counts the authors that it does not name', () => {
    const lines = toRis(loger, { mostAuthors: 1 }).split('\n');

    expect(lines.filter((line) => line.startsWith('AU'))).toHaveLength(1);
    expect(lines).toContain('N1  - and 2 more authors');
  });
});
