import type { SourceIdentity } from '../facts/identity.ts';
import { firstNames } from '../first-names.ts';

/** `rs-billing (id 6b0c…): a.example:27017, b.example:27017`, as far as it is known. */
export function shardsOrSet({
  setName,
  id,
  hosts,
}: { readonly [Part in keyof SourceIdentity]: SourceIdentity[Part] | undefined }): string {
  const name = [setName, id === undefined ? undefined : `id ${id}`].filter((part) => part !== undefined).join(', ');
  const where = firstNames(hosts ?? []);
  return name === '' ? where : `${name}: ${where}`;
}
