import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Third-party text that lies beside the project on some machines; tests of it are skipped elsewhere. */
const folder = new URL('../../../../shared/data/hf/', import.meta.url);

export const hasRecorded = existsSync(folder);

/** One file a day, as the fake Hugging Face serves them. */
export const recordedFolder = fileURLToPath(new URL('daily/', folder));

/** Whole answers of `/api/daily_papers`. */
export const recordedDays: readonly string[] = hasRecorded
  ? readdirSync(new URL('daily/', folder))
      .map((file) => file.slice(0, 10))
      .toSorted()
  : [];

export function recordedDay(day: string): readonly unknown[] {
  return JSON.parse(unzip(`daily/${day}.json.gz`));
}

/** Answers for one day fetched again and again while it grew, oldest first. */
export function recordedSnapshots(day: string): readonly (readonly unknown[])[] {
  return readdirSync(new URL('snapshots/', folder))
    .filter((file) => file.startsWith(`${day}@`))
    .toSorted()
    .map((file) => JSON.parse(unzip(`snapshots/${encodeURIComponent(file)}`)));
}

export interface RecordedPaper {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly authors: readonly string[];
  readonly upvotes?: number;
}

export function recordedPapers(): readonly RecordedPaper[] {
  return unzip('papers.jsonl.gz')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function unzip(file: string): string {
  return gunzipSync(readFileSync(new URL(file, folder))).toString('utf8');
}
