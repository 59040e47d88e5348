import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paperIdsIn, toPaperId } from '../../../src/papers/links.ts';
import { anyCharacter } from '../../fakes/any-character.ts';

describe('toPaperId', () => {
  it.each([
    '2509.24002',
    ' 2509.24002v3 ',
    'arXiv:2509.24002v2',
    'arxiv: 2509.24002',
    'arXiv 2509.24002',
    'arxiv.2509.24002v1',
    '2509.24002v2 abs',
    '2509.24002 [cs.CL]',
    'arXiv:2509.24002v2 [cs.CL]',
    'doi.org/10.48550/arXiv.2509.24002',
    'https://doi.org/10.48550/arXiv.2509.24002',
    'doi:10.48550/arxiv.2509.24002',
    '2509.24002,',
    'https://arxiv.org/abs/2509.24002v1',
    'http://www.arxiv.org/pdf/2509.24002v2.pdf',
    'https://arxiv.org/html/2509.24002v1#S3',
    'export.arxiv.org/abs/2509.24002',
    'https://huggingface.co/papers/2509.24002',
    'https://huggingface.co/papers/2509.24002?utm_source=digest#comments',
    'https://hf.co/papers/2509.24002.',
    'https://www.alphaxiv.org/overview/2509.24002v1',
    '<https://arxiv.org/abs/2509.24002|arxiv.org/abs/2509.24002>',
    '<https://arxiv.org/abs/2509.24002>',
    '“2509.24002”',
    '"arXiv:2509.24002v2"',
    '`2509.24002`',
    '«2509.24002»,',
    '(2509.24002)',
    '[2509.24002v1]',
    '([arXiv:2509.24002 [cs.CL]])',
    '2509.24002 v2',
    '“https://arxiv.org/abs/2509.24002”.',
  ])('folds %s to the id without version', (text) => {
    expect(toPaperId(text)).toBe('2509.24002');
  });

  it.each([
    '',
    'mcpmark',
    '2509',
    '2513.24002',
    '2509.2400',
    '1412.12345',
    '2509.240022',
    '12509.24002',
    '3.2509.24002',
    'https://example.org/abs/2509.24002',
    'https://arxiv.org.example.org/abs/2509.24002',
    'https://arxiv.org/list/cs.CL/recent',
    'https://huggingface.co/models',
    'https://',
    '2509.24002 2509.24003',
    'arxiv 2509.24002 calibration',
    'https://doi.org/10.1145/2509.24002',
    '“”',
    '2509.24002 v2 v3',
    `${'('.repeat(50_000)}2509.24002`,
  ])('knows no paper in %j', (text) => {
    expect(toPaperId(text)).toBeUndefined();
  });

  it('knows ids of four digits up to 2014', () => {
    expect(toPaperId('https://arxiv.org/abs/1412.6980')).toBe('1412.6980');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        toPaperId(text);
        toPaperId(`https://arxiv.org/${text}`);
      }),
    );
  });
});

describe('paperIdsIn', () => {
  it.each([
    'https://arxiv.org/abs/2509.24002',
    'see https://arxiv.org/pdf/2509.24002v2.pdf, it is good',
    '(https://www.arxiv.org/html/2509.24002v1#S3)',
    '<https://arxiv.org/abs/2509.24002|a paper>',
    '<https://huggingface.co/papers/2509.24002>',
    '[a paper](https://hf.co/papers/2509.24002)',
    '[https://alphaxiv.org/abs/2509.24002v3](https://alphaxiv.org/abs/2509.24002v3)',
    '**https://huggingface.co/papers/2509.24002**',
    '`arxiv.org/abs/2509.24002`',
    'HTTPS://ARXIV.ORG/ABS/2509.24002',
    'https://arxiv.org/abs/2509.24002?utm_source=x&amp;y=1.',
    'https://example.org/?to=https://arxiv.org/abs/2509.24002',
    'arXiv:2509.24002v1 [cs.CL]',
    'https://doi.org/10.48550/arXiv.2509.24002',
  ])('finds the paper in %s', (text) => {
    expect(paperIdsIn(text)).toEqual(['2509.24002']);
  });

  it.each([
    '',
    'no link at all',
    '2509.24002 is a number',
    'https://arxiv.org/abs/hep-th/9901001',
    'https://notarxiv.org/abs/2509.24002',
    'https://arxiv.org.example.org/abs/2509.24002',
    'https://huggingface.co/models',
    'arXiv:2513.24002',
  ])('finds none in %j', (text) => {
    expect(paperIdsIn(text)).toEqual([]);
  });

  it('names each paper once, in the order of the links', () => {
    const text =
      'https://hf.co/papers/2509.00002 https://arxiv.org/abs/2509.00001v1,https://arxiv.org/pdf/2509.00002v4';

    expect(paperIdsIn(text)).toEqual(['2509.00002', '2509.00001']);
  });

  it('finds a link whatever stands around it, and never throws', () => {
    const around = fc.string({ unit: anyCharacter });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(paperIdsIn(`${before} https://arxiv.org/abs/2509.24002 ${after}`)).toContain(
          '2509.24002',
        );
      }),
    );
  });

  it('takes no longer for what was made to be slow', () => {
    const slow = [
      `${'a.'.repeat(50_000)}arxiv.org`,
      'arxiv.org/'.repeat(10_000),
      'a-'.repeat(50_000),
    ];

    const begin = performance.now();
    for (const text of slow) paperIdsIn(text);

    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
