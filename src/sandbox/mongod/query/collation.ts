import { MongodError } from '../mongod-error.ts';

/** Text is compared by its bytes here; an answer in another order or with other equalities would be wrong, so it is refused. */
export function refuseCollation(collation: unknown): void {
  const locale =
    typeof collation === 'object' && collation !== null && 'locale' in collation ? collation.locale : 'simple';
  if (locale === 'simple') return;
  throw new MongodError(
    'BadValue',
    `the sandbox knows no collation but 'simple' in queries and writes, not '${String(locale)}'`,
  );
}
