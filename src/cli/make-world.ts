import type { JournalKeeper } from '../engine/journal-keeper.ts';
import type { Services } from '../stages/services.ts';
import type { Values } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import type { Host, MigrationFiles } from './host.ts';

/** Puts together what a step may touch. */
export function makeWorld(
  host: Host,
  files: MigrationFiles,
  journal: JournalKeeper,
  services: Services,
  values: Values,
  names: Readonly<Record<string, string>>,
): World {
  return {
    get atlas() {
      return services.atlas;
    },
    get manager() {
      return services.manager;
    },
    hasManager: services.hasManager,
    values,
    inspector: services.inspector,
    secrets: files.secrets,
    scripts: files.scripts,
    remoteShell: {
      run: async (target, script, secret) => {
        await files.lock.verify();
        await host.remoteShell.run(target, script, secret);
      },
    },
    clock: host.clock,
    user: host.user,
    journal: journal.current,
    nameOf: (id) => nameIn(names, id) ?? nameIn(journal.current().names ?? {}, id) ?? id,
    readFile: host.readFile,
    tell: (message) =>
      host.reporter.report({ type: 'note', time: host.clock.now().toISOString(), level: 'info', message }),
  };
}

/** No id is called by what every object has. */
function nameIn(names: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(names, id) ? names[id] : undefined;
}
