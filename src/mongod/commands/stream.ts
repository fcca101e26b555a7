import { docOf, elementsOf, fieldOf, plainOf } from '../bson/raw.ts';
import type { Request } from '../wire/messages.ts';
import { helloCommands } from './hello.ts';

/**
 * The request that a client with exhaustAllowed need not send: after the answer to a hello that waits for changes, the
 * same hello, which waits for changes of what that answer has told. `undefined` where no answer follows by itself.
 *
 * A server may stream a getMore as well, and may as well not (specification of OP_MSG, "exhaustAllowed"): this one does not.
 */
export function nextInStream(request: Request, reply: Buffer): Request | undefined {
  const fields = elementsOf(request.body);
  if (!request.mayStream || !Object.hasOwn(helloCommands, fields[0]?.name ?? '')) return undefined;
  const told = fieldOf(reply, 'topologyVersion');
  const ok = fieldOf(reply, 'ok');
  if (told === undefined || ok === undefined || plainOf(ok) !== 1) return undefined;
  const body = docOf(fields.map((field) => (field.name === 'topologyVersion' ? { ...field, value: told } : field)));
  return { ...request, body };
}
