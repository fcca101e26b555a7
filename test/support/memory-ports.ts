import { type AuditEntry, auditLine, lastLineOf, parseAudit } from '../../src/core/audit.ts';
import type { LivemigEvent } from '../../src/core/events.ts';
import type { Journal } from '../../src/core/journal.ts';
import type { AuditLog, CheckpointStore, Reporter, SecretStore, StateStore } from '../../src/core/ports.ts';
import type { Secret } from '../../src/core/secret.ts';

export function memoryState(initial?: Journal): StateStore & { readonly saves: Journal[] } {
  const saves: Journal[] = [];
  return {
    saves,
    load: async () => saves.at(-1) ?? initial,
    save: async (journal) => void saves.push(structuredClone(journal)),
  };
}

export function memorySecrets(): SecretStore {
  const kept = new Map<string, Secret>();
  return {
    get: async (name) => kept.get(name),
    set: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
  };
}

export function memoryAudit(): AuditLog & { readonly entries: AuditEntry[] } {
  const entries: AuditEntry[] = [];
  const writer = { time: '2026-01-01T00:00:00.000Z', user: 'me', host: 'here', pid: 1 };
  let content = Buffer.alloc(0);
  return {
    entries,
    append: async (entry) => {
      entries.push(entry);
      content = Buffer.from(`${content}${auditLine(writer, entry, lastLineOf(content))}\n`);
    },
    read: async () => parseAudit(content),
  };
}

/** As JSON keeps it, so that what a file cannot hold is lost here too. */
export function memoryCheckpoints(): CheckpointStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    load: async (step) => {
      const text = kept.get(step);
      return text === undefined ? undefined : JSON.parse(text);
    },
    save: async (step, value) => void kept.set(step, JSON.stringify(value)),
    forget: async () => kept.clear(),
  };
}

/** `write` gets a text that is the result itself. */
export function recordingReporter(
  write: (text: string) => void = () => {},
): Reporter & { readonly events: LivemigEvent[] } {
  const events: LivemigEvent[] = [];
  return { events, report: (event) => void events.push(event), document: write };
}
