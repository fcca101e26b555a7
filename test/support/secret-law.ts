import { afterEach } from 'vitest';
import type { LawCount } from './law.ts';
import { watchedSoFar } from './secret-watch.ts';

// The law of secrets, for every test file: the runner takes this one in before each (`setupFiles`).

declare module 'vitest' {
  interface TaskMeta {
    watched?: LawCount;
  }
}

// Once more after the test: what is thrown in the middle of it may be caught there.
afterEach(({ task }) => {
  const { runs, leaks } = watchedSoFar();
  if (runs > 0) task.meta.watched = { law: 'secrets', kind: 'case', tried: runs, failed: leaks.length };
  if (leaks.length > 0) throw new Error(`Secrets were given away: ${leaks.join('; ')}`);
});
