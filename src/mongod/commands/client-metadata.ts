import type { BSON } from 'mongodb';
import { z } from 'zod';
import { fieldOf } from '../bson/raw.ts';
import type { Client } from '../client.ts';
import { MongodError } from '../mongod-error.ts';

const Metadata = z.object({
  application: z.object({ name: z.string() }).optional(),
  driver: z.object({ name: z.string(), version: z.string() }),
  os: z.object({ type: z.string() }),
});

/** Limits of the handshake specification, in bytes. */
const maxBytes = 512;
const maxNameBytes = 128;

/** Remembers what a driver says of itself, which it may do in the first hello of a connection only. Throws otherwise. */
export function keepMetadata(client: Client, metadata: BSON.Document | undefined, body: Buffer): void {
  if (metadata === undefined) {
    client.metadata ??= null;
    return;
  }
  if (client.metadata !== undefined) {
    throw new MongodError(
      'ClientMetadataCannotBeMutated',
      'The client metadata document may only be sent in the first hello',
    );
  }
  const size = fieldOf(body, 'client')?.bytes.length ?? 0;
  if (size > maxBytes) {
    throw new MongodError(
      'ClientMetadataDocumentTooLarge',
      `The client metadata document must be less then or equal to ${maxBytes} bytes`,
    );
  }
  const parsed = Metadata.safeParse(metadata);
  if (!parsed.success) {
    const field = ['client', ...(parsed.error.issues[0]?.path ?? [])].join('.');
    throw new MongodError('ClientMetadataMissingField', `The field '${field}' is missing or of the wrong type`);
  }
  if (Buffer.byteLength(parsed.data.application?.name ?? '') > maxNameBytes) {
    throw new MongodError(
      'ClientMetadataAppNameTooLarge',
      `The 'application.name' field must be less then or equal to ${maxNameBytes} bytes`,
    );
  }
  client.metadata = metadata;
}
