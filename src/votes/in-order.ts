/** Does work of one name in the order in which it came, one piece after the other; of other names side by side. */
export type InOrder = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** For one process: what several do at the same time has no order. */
export function createOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = last.get(name);
    const done = before === undefined ? work() : before.then(work, work);
    last.set(name, done);
    const forget = () => {
      if (last.get(name) === done) last.delete(name);
    };
    done.then(forget, forget);
    return done;
  };
}
