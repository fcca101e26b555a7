import type { LivemigEvent } from '../../src/core/events.ts';
import type { Journal } from '../../src/core/journal.ts';
import type { AuditEntry, AuditLog, Reporter, SecretStore, StateStore } from '../../src/core/ports.ts';
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
  return { entries, append: async (entry) => void entries.push(entry) };
}

export function recordingReporter(): Reporter & { readonly events: LivemigEvent[] } {
  const events: LivemigEvent[] = [];
  return { events, report: (event) => void events.push(event) };
}
