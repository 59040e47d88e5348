import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  replaceWithNoncontingentExpression,
  type Transaction,
  type TransactionBuilder,
} from 'kysely';
import pg from 'pg';

/** Connections of one process; a server allows 100 unless told otherwise. */
const CONNECTIONS = 10;
const CONNECT_MS = 10_000;
/** A statement takes milliseconds; one of planning takes a quarter of a second. */
const STATEMENT_MS = 30_000;
/** A process that was stopped within a transaction must not keep the others from the rows it holds. */
const IDLE_IN_TRANSACTION_MS = 15_000;

export interface PostgresLimits {
  readonly connections: number;
  /** How long a statement may take; 0 is without end, as in the next. */
  readonly statementMs: number;
  /** How long the server may be silent while it is asked. */
  readonly silentMs: number;
}

export const USUAL: PostgresLimits = {
  connections: CONNECTIONS,
  statementMs: STATEMENT_MS,
  silentMs: STATEMENT_MS + CONNECT_MS,
};
/** For work whose statements may take their time. */
export const PATIENT: PostgresLimits = { connections: 1, statementMs: 0, silentMs: 0 };

/** A store on the connections of a pool, which it closes. Nothing is asked of the server before the first statement. */
export function postgresStore<Tables>(pool: PostgresPool): Kysely<Tables> {
  return new PatientStore<Tables>({
    dialect: new PostgresDialect({ pool }),
    // On SQLite nothing is `in ()`; PostgreSQL does not read that.
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  });
}

/** Connections to the server of `postgres://…`. */
export function createPool(
  connectionString: string,
  { connections, statementMs, silentMs }: PostgresLimits,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'paperboy',
    ...(statementMs > 0 && { statement_timeout: statementMs }),
    stream: () => socketThatEnds(silentMs),
    types: { getTypeParser },
  });
  // A connection that is lost fails the statement on it, or the next one; the event alone would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * A server that is gone without a word never answers. The connection ends then: pg's own `query_timeout` ends only the
 * statement, and the next one would wait on the same connection, until the kernel gives it up after a quarter of an hour.
 */
function socketThatEnds(silentMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silentMs, () => {
    socket.destroy(new Error(`the server did not answer for ${silentMs / 1_000} seconds`));
  });
}

const INT8 = 20;
const NUMERIC = 1700;

/** Counts and moments are numbers, as on SQLite: none of ours comes near 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (format !== 'binary' && (oid === INT8 || oid === NUMERIC)) return Number;
  return pg.types.getTypeParser(oid, format);
}

/** PostgreSQL ends one of two transactions that wait for each other; that one begins anew. */
class PatientStore<Tables> extends Kysely<Tables> {
  override transaction(): TransactionBuilder<Tables> {
    const builder = super.transaction();
    const once = builder.execute.bind(builder);
    const execute = <T>(work: (trx: Transaction<Tables>) => Promise<T>) => again(() => once(work));
    return Object.assign(builder, { execute });
  }
}

const TRIES = 5;
/** Two that met once would meet again if both began anew at the same moment. */
const APART_MS = 50;
/** Deadlock, and what cannot be put in an order: nothing of the transaction was done. */
const UNDONE = ['40P01', '40001'];

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !UNDONE.includes(codeOf(error))) throw error;
      await pause(Math.random() * tries * APART_MS);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}
