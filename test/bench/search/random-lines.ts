import { numbers, type Random } from '../invented.ts';

const WORDS =
  'diffusion model models language video robot robots attention agent agents reasoning gpt-4o llama 3.1 qwen2.5-vl multi-modal c++ x² 3d de difusion calibratoin vision learnin hinton ada chen wang the of is all you need'.split(
    ' ',
  );
const ODD = [
  ...['"', '“', '”', '*', ' AND ', 'NEAR(', 'a:b', 'author:', 'after:2025', 'before:2024-13', '-'],
  ...[
    'votes:>x',
    'has:code',
    'sort:new',
    'posted:here',
    '"of the"',
    '-the',
    '"is all you need"',
    '"attention is"',
    '\0',
    '👍🏽',
    '视频生成',
    '한국어',
    'é',
    '𞤀',
    '((',
    '\\',
  ],
];
const LONGEST = 6_000;

/** Whatever somebody or something may type, the same in every run: words, signs, filters, scripts; one in a hundred as long as a command may be. */
export function randomLines(count: number): readonly string[] {
  const random = numbers(7);
  return Array.from({ length: count }, (_, number) =>
    number % 100 === 0 ? longLine(random) : line(random, 1 + random(12)),
  );
}

function longLine(random: Random): string {
  return line(random, 1_500).slice(0, LONGEST);
}

function line(random: Random, pieces: number): string {
  return Array.from({ length: pieces }, () => piece(random)).join(random(4) === 0 ? '' : ' ');
}

function piece(random: Random): string {
  const kind = random(10);
  if (kind < 6) return WORDS[random(WORDS.length)] ?? '';
  if (kind < 9) return ODD[random(ODD.length)] ?? '';
  return Array.from({ length: 1 + random(9) }, () => String.fromCharCode(97 + random(26))).join('');
}
