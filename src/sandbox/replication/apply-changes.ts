import { alignNamespace, dropNamespace, hasOptions, renameNamespace } from './align-namespace.ts';
import type { StreamedChange } from './change.ts';
import { copyNamespace } from './copy-deployment.ts';
import { applyPending, note, type PendingDocuments } from './pending-documents.ts';
import { createTouchedDocuments } from './touched-documents.ts';
import type { Transfer } from './transfer.ts';
import { fullName, namespaceNow, type UserNamespace } from './user-namespaces.ts';

type Place = Pick<UserNamespace, 'db' | 'name'>;

const documentChanges = new Set(['insert', 'update', 'replace', 'delete']);

export interface Applier {
  apply(changes: readonly StreamedChange[]): Promise<void>;
  /** What comes now happened after the first copy. */
  caughtUp(): void;
}

/**
 * Applies changes in their order. Each is only a hint what to look at: documents, options and indexes are taken as the
 * source has them now. So every change may be applied twice, and one from before the copy does no harm.
 */
export function createApplier(transfer: Transfer, copied: readonly UserNamespace[]): Applier {
  const known = new Set(copied.map(fullName));
  const touched = createTouchedDocuments();
  /** Filled under this name by the first copy or from nothing; a later copy may have met another one of the name. */
  const faithful = new Set(copied.map(fullName));
  let isCaughtUp = false;
  const waiting = new Map<string, { db: string; name: string; documents: PendingDocuments }>();

  /** Below 6.0 the stream tells nothing of a new collection, so it is made before its first document. */
  async function ensure(db: string, name: string): Promise<void> {
    if (known.has(`${db}.${name}`)) return;
    refuseBelow6(`the new collection ${db}.${name}`);
    await alignNamespace(transfer, db, name);
    known.add(`${db}.${name}`);
  }

  async function flush(): Promise<void> {
    for (const { db, name, documents } of waiting.values()) {
      await ensure(db, name);
      await applyPending(transfer, { db, name }, documents);
    }
    waiting.clear();
  }

  function remember({ operationType, documentKey }: StreamedChange, db: string, name: string): void {
    const entry = waiting.get(`${db}.${name}`) ?? { db, name, documents: new Map() };
    waiting.set(`${db}.${name}`, entry);
    note(entry.documents, documentKey?._id, operationType === 'delete');
    touched.note(`${db}.${name}`, documentKey?._id);
  }

  async function forget(db: string, name: string): Promise<void> {
    known.delete(`${db}.${name}`);
    faithful.delete(`${db}.${name}`);
    touched.forget(`${db}.${name}`);
    await dropNamespace(transfer, db, name);
  }

  async function rename(db: string, name: string, to: { db: string; coll?: string | undefined }): Promise<void> {
    if (to.coll === undefined) return forget(db, name);
    await forget(to.db, to.coll);
    if (await renamed({ db, name }, { db: to.db, name: to.coll })) return;
    await forget(db, name);
    const namespace = await namespaceNow(transfer.source, to.db, to.coll);
    if (namespace !== undefined) await copyNamespace(transfer, namespace);
  }

  /**
   * Renames it on the destination, too, where that is enough: not before the first copy is through, which may have met
   * the collection under either name, and not where too much was changed under the old name or the options are not
   * the same. What was changed there may be looked up only now.
   */
  async function renamed(place: Place, to: Place): Promise<boolean> {
    const documents = touched.of(fullName(place));
    if (!isCaughtUp || documents === undefined || !faithful.has(fullName(place))) return false;
    const wanted = await namespaceNow(transfer.source, to.db, to.name);
    if (wanted !== undefined && !(await hasOptions(transfer, place, wanted.options))) return false;
    if (!(await renameNamespace(transfer, place, to))) return false;
    touched.rename(fullName(place), fullName(to));
    for (const names of [known, faithful]) {
      names.delete(fullName(place));
      names.add(fullName(to));
    }
    await alignNamespace(transfer, to.db, to.name);
    if (documents.size > 0) await applyPending(transfer, to, documents);
    return true;
  }

  /** For mongosync any change of a definition is fatal there (domain notes, C25). */
  function refuseBelow6(what: string): void {
    if (transfer.major < 6) throw new Error(`DDL events are unsupported on pre-6.0 sources: ${what}.`);
  }

  async function redefine({ operationType, to }: StreamedChange, db: string, name: string | undefined): Promise<void> {
    refuseBelow6(`${operationType} of ${db}${name === undefined ? '' : `.${name}`}`);
    if (operationType === 'dropDatabase') {
      known.clear();
      faithful.clear();
      await transfer.destination.db(db).dropDatabase();
    } else if (name === undefined || name.startsWith('system.')) return;
    else if (operationType === 'drop') await forget(db, name);
    else if (operationType === 'rename' && to !== undefined) await rename(db, name, to);
    else {
      if (operationType === 'create') faithful.add(`${db}.${name}`);
      await alignNamespace(transfer, db, name);
    }
  }

  return {
    caughtUp() {
      isCaughtUp = true;
    },
    async apply(changes) {
      for (const change of changes) {
        const { db, coll } = change.ns ?? {};
        if (db === undefined) continue;
        if (documentChanges.has(change.operationType) && coll !== undefined) remember(change, db, coll);
        else {
          await flush();
          await redefine(change, db, coll);
        }
      }
      await flush();
    },
  };
}
