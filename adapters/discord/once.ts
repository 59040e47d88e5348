/** Asks once; a failure is forgotten, so that the next call asks again. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  const memory: { answer?: Promise<T> } = {};
  return async () => {
    memory.answer ??= ask();
    try {
      return await memory.answer;
    } catch (error) {
      delete memory.answer;
      throw error;
    }
  };
}
