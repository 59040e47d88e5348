import type { Message } from '#chat/message.ts';
import { composeCitations } from '../digest/citations.ts';
import type { PaperId } from '../papers/paper.ts';
import type { Services } from './services.ts';

/** One page of citations. */
export async function citePage(
  { papers: ids, page, key }: { papers: readonly PaperId[]; page: number; key: string },
  { archive }: Services,
): Promise<Message> {
  const papers = await archive.findMany(ids);
  return composeCitations({ papers: ids.flatMap((id) => papers.get(id) ?? []), page, key });
}
