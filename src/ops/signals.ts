const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** One Ctrl-C comes twice under npm: the terminal sends it, and npm passes on its own. */
const SAME_MS = 1_000;

/** Aborted when the process is asked to end; who asks again, a second later or more, ends it at once. */
export function stopSignal(sameMs = SAME_MS): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => listen('off', stop), sameMs).unref();
  };
  listen('on', stop);
  return stopping.signal;
}

function listen(change: 'on' | 'off', stop: () => void): void {
  for (const signal of SIGNALS) process[change](signal, stop);
}
