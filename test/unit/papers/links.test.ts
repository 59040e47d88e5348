import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPaperId } from '../../../src/papers/links.ts';

describe('toPaperId', () => {
  it.each([
    '2509.24002',
    ' 2509.24002v3 ',
    'arXiv:2509.24002v2',
    'arxiv: 2509.24002',
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
  ])('knows no paper in %j', (text) => {
    expect(toPaperId(text)).toBeUndefined();
  });

  it('knows ids of four digits up to 2014', () => {
    expect(toPaperId('https://arxiv.org/abs/1412.6980')).toBe('1412.6980');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        toPaperId(text);
        toPaperId(`https://arxiv.org/${text}`);
      }),
    );
  });
});
