import type { ChatPlatform, Place } from '#chat/platform.ts';
import { platformOf } from '#chat/platform.ts';
import type { Clock, Wait } from '../clock.ts';
import { laneOf } from '../delivery/lanes.ts';
import type { DeliveryEvent, Observe } from '../delivery/observed.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import { Alerts } from './alerts.ts';
import { counting } from './counting.ts';
import type { Numbers } from './numbers.ts';
import { createProbe, type Probe } from './probe.ts';
import { telling } from './telling.ts';

export interface OutsideDeps {
  readonly store: Store;
  readonly platforms: readonly ChatPlatform[];
  /** Numbers are kept only where somebody can fetch them. */
  readonly port?: number;
  /** Nobody is alerted without it. */
  readonly alertChannel?: Place;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

/** How a running Paperboy is seen from outside. */
export interface Outside {
  readonly observe: Observe;
  readonly probe: Probe;
  readonly numbers?: Numbers;
  readonly alerts?: Alerts;
}

export async function createOutside(deps: OutsideDeps): Promise<Outside> {
  const { log, port } = deps;
  const numbers = port === undefined ? undefined : await loadNumbers();
  const probe = createProbe({
    ...deps,
    written: (ms) => numbers?.measure('db_commit_seconds', ms / 1_000),
  });
  const alerts = alertsOf(deps, probe);
  const observers = [
    telling(log),
    ...(numbers === undefined ? [] : [counting(numbers)]),
    ...(alerts === undefined ? [] : [(event: DeliveryEvent) => alerts.observe(event)]),
  ];
  return {
    ...{ probe, observe: allOf(observers, log) },
    ...(numbers !== undefined && { numbers }),
    ...(alerts !== undefined && { alerts }),
  };
}

/** Only where they are used: the library takes a part of a start. */
async function loadNumbers(): Promise<Numbers> {
  const { createNumbers } = await import('./numbers.ts');
  return createNumbers({ ofProcess: true });
}

function alertsOf(deps: OutsideDeps, probe: Probe): Alerts | undefined {
  const { alertChannel: place, platforms } = deps;
  if (place === undefined) return undefined;
  const platform = platforms.find(({ name }) => name === platformOf(place.workspace));
  return new Alerts({ ...deps, probe, place, lane: laneOf(platform, place.workspace) });
}

/** A mistake of an observer must not touch a delivery. */
function allOf(observers: readonly Observe[], log: Log): Observe {
  return (event) => {
    for (const observe of observers) {
      try {
        observe(event);
      } catch (error) {
        log.error({ event: event.kind, error: `${error}` }, 'event could not be observed');
      }
    }
  };
}
