/** Whether the first comes before the second. A strict order: no two are alike. */
export type Before = (one: number, other: number) => boolean;

/** The first `count` of these in their order: a bounded heap with the last of them on top, so that most are only looked at. */
export function firstOf(count: number, all: Uint32Array, isBefore: Before): readonly number[] {
  const heap: number[] = [];
  if (count <= 0) return heap;
  for (let place = 0; place < all.length; place++) {
    const one = all[place] ?? 0;
    if (heap.length < count) rise(heap, one, isBefore);
    else if (isBefore(one, heap[0] ?? one)) sink(heap, one, isBefore);
  }
  return heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

function rise(heap: number[], one: number, isBefore: Before): void {
  let place = heap.length;
  heap.push(one);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] ?? one;
    if (!isBefore(above, one)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = one;
}

/** Puts it in the place of the top, and down to where it belongs. */
function sink(heap: number[], one: number, isBefore: Before): void {
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const [first, second] = [heap[left] ?? one, heap[right]];
    const child = second !== undefined && isBefore(first, second) ? right : left;
    const below = heap[child] ?? one;
    if (!isBefore(one, below)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = one;
}
