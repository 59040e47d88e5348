import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A name for this run of the program, unlike any other: `<where it runs>/<process id>/<random>`. Where it runs is the
 * boot of a Linux kernel and its space of process ids; elsewhere nobody can tell, and a lease has to run out.
 */
export function newOwner(): string {
  return `${HERE ?? 'somewhere'}/${process.pid}/${randomUUID()}`;
}

/** True when the process of that name certainly lives no more: it ran here, and its id is nobody's now. */
export function isDead(owner: string, isAlive: (pid: number) => boolean = isRunning): boolean {
  const [where, pid] = owner.split('/');
  return where !== undefined && where === HERE && !isAlive(Number(pid));
}

const HERE = whereThisRuns();

function whereThisRuns(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
