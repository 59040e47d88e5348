import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type Metric, type MetricName } from './metric-list.ts';

type Labels = Readonly<Record<string, string>>;

type Named<Kind extends Metric['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];

export interface Reading {
  readonly labels?: Labels;
  readonly value: number;
}

/** The numbers of this process, for Prometheus to fetch. Nothing here throws or waits but `text`. */
export interface Numbers {
  count(name: Named<'counter'>, labels?: Labels): void;
  /** In seconds. */
  measure(name: Named<'histogram'>, seconds: number, labels?: Labels): void;
  /** Replaces what a gauge showed; with no reading it shows nothing. */
  show(name: Named<'gauge'>, readings: readonly Reading[]): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** `ofProcess`: also Node's own, as event-loop lag and memory; its timer lives as long as the process. */
export function createNumbers({ ofProcess }: { readonly ofProcess: boolean }): Numbers {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, metric] of Object.entries<Metric>(METRICS)) {
    const { kind, help, labels = [], buckets = [] } = metric;
    const common = { name, help, labelNames: labels, registers: [registry] };
    if (kind === 'counter') counters.set(name, new Counter(common));
    if (kind === 'gauge') gauges.set(name, new Gauge(common));
    if (kind === 'histogram') {
      histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
    }
  }
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
    measure: (name, seconds, labels = {}) => histograms.get(name)?.observe(labels, seconds),
    show: (name, readings) => {
      const gauge = gauges.get(name);
      gauge?.reset();
      for (const { labels = {}, value } of readings) gauge?.set(labels, value);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
