import { credentialsIn, withCredentials } from '../servers/mongodb-uri.ts';
import type { MigrationJob, MigrationRequest } from './migration-service.ts';

export interface Ends {
  /** With the credentials of automation, and of Atlas' own user. */
  readonly sourceUri: string;
  readonly destinationUri: string;
}

/**
 * What the engine is told: the source with the user of the request, or with automation's where that is managed.
 * A source whose own address has no credentials has no access control, and refuses whoever brings some.
 */
export function migrationJob(request: MigrationRequest, { sourceUri, destinationUri }: Ends): MigrationJob {
  const { source, dropDestinationData, sharding } = request;
  const { username, password } = source;
  const isOpen = credentialsIn(sourceUri) === undefined;
  const managed = isOpen || source.managedAuthentication || !username || !password;
  const uri = managed ? sourceUri : withCredentials(sourceUri, { username, password });
  return { sourceUri: uri, destinationUri, dropDestinationData, ...(sharding ? { sharding } : {}) };
}

/** The engine's objection; an engine that throws has found a reason, too, and nothing that it says may be lost. */
export async function objectionOf(validate: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await validate();
  } catch (error) {
    return messageOf(error);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
