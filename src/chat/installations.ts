import type { Instant, WorkspaceId } from './platform.ts';

/** What lets an adapter speak in one workspace. */
export interface Installation {
  readonly workspace: WorkspaceId;
  readonly name: string;
  /** The platform's own secrets and ids, as the adapter wrote them; kept encrypted. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly installedAt: Instant;
}

/** Where an adapter keeps what it was given by the workspaces that installed it; handed in by `main.ts`. */
export interface Installations {
  /** Undefined where it is not installed, or not any more. */
  find(workspace: WorkspaceId): Promise<Installation | undefined>;
  /** Made or replaced. */
  save(installation: Installation): Promise<void>;
  /** The secrets are gone then; safe twice. */
  remove(workspace: WorkspaceId): Promise<void>;
}
