export type Job<T> = () => Promise<T>;

/** Does jobs, so many at once, in the order in which they come. */
export class Crew {
  #idle: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#idle = size;
  }

  async do<T>(job: Job<T>): Promise<T> {
    if (this.#idle === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#idle -= 1;
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle += 1;
      else next();
    }
  }

  /** The results in the order of the jobs. */
  all<T>(jobs: readonly Job<T>[]): Promise<readonly T[]> {
    return Promise.all(jobs.map((job) => this.do(job)));
  }
}
