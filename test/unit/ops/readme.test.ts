import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DIGEST_DAYS } from '../../../src/delivery/retention.ts';
import { METRICS, type Metric } from '../../../src/ops/metric-list.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

it('explains every number of /metrics, and no other', () => {
  const rows = readme.matchAll(/^\| `([a-z][a-z0-9_]+)` +\| (.*?) *\| (.*?) *\|$/gm);
  const shown = [...rows].map(([, name, labels, help]) => [name, labels, help]);

  const all = Object.entries<Metric>(METRICS).map(([name, { labels = [], help }]) => [
    ...[name, labels.map((label) => `\`${label}\``).join(', '), help],
  ]);
  expect(shown).toEqual(all);
});

it('says how long digests are kept', () => {
  expect(readme).toMatch(
    new RegExp(`^\\| Digests and their messages.*\\| ${DIGEST_DAYS} days +\\|$`, 'm'),
  );
});
