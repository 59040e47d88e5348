import { z } from 'zod';

/** What a digest holds, decided once at its slot; its words are made anew whenever it is sent or edited. */
export const DigestContent = z.object({
  /** In the order and with the numbers that are shown for ever. */
  papers: z.array(z.object({ paper: z.string(), reason: z.string().optional() })),
  /** How many papers it was chosen from. */
  total: z.number().int(),
  /** The first and the last day it covers: the same for an ordinary morning. */
  from: z.string(),
  to: z.string(),
  /** One sentence under the heading, when there is news. */
  news: z.string().optional(),
  /** A sentence for the small print: that the list was late. */
  note: z.string().optional(),
});
export type DigestContent = z.infer<typeof DigestContent>;

export function readDigestContent(json: string): DigestContent {
  return DigestContent.parse(JSON.parse(json));
}
