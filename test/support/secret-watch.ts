import { inspect } from 'node:util';
import { givenSecrets, portsIn } from './given-secrets.ts';
import { keptIn, migrationDirectoryOf, textsIn, tooOpenIn } from './migration-directory.ts';
import { listedProcesses } from './process-list.ts';
import { type NamedSecret, secretsIn } from './secret-search.ts';
import { heardAt, issuedAt } from './wire-tap.ts';

/**
 * The law of secrets, over every test that runs a command: what starts the program asks for a watch, shows it all that
 * comes out, and ends it when the run has ended. A secret that is found fails the test, which need not know of this.
 */
export interface SecretWatch {
  /** A secret that came in otherwise than by the environment, such as the answer to a question. */
  learn(name: string, text: string): void;
  /** Something that others may come to see. */
  see(where: string, text: string): void;
  /** The same for what was thrown: with its stack, its causes and whatever hangs on it. */
  seeThrown(where: string, error: unknown): void;
  /** What can be seen just now: the process with its children in the process list; notes the secrets that are kept. */
  look(pid: number | undefined): void;
  /** Searches all of it, and the migration directory; throws where a secret is found. */
  end(): void;
}

let runs = 0;
let leaks: string[] = [];
const learntFor = new Map<string, Map<string, NamedSecret>>();

/** Watches one run. The directory is where it works; that of the migration follows from it and the arguments. */
export function watchSecrets(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): SecretWatch {
  const seen = new Map<string, string>();
  const see = (where: string, text: string) => void seen.set(where, `${seen.get(where) ?? ''}${text}\n`);
  const ports = portsIn(env);
  const migration = migrationDirectoryOf(args, env, workingDirectory);
  // What a test has put there is not livemig's doing.
  const openBefore = tooOpenIn(migration);
  // One run makes a secret, another uses it.
  const learnt = learntFor.get(migration) ?? new Map<string, NamedSecret>();
  learntFor.set(migration, learnt);
  const learn = ({ name, text }: NamedSecret) => void learnt.set(text, { name, text });
  const look = (pid: number | undefined) => {
    for (const { args: shown, given } of pid === undefined ? [] : listedProcesses(pid)) {
      see('the process list', shown.join(' '));
      givenSecrets(shown, given).forEach(learn);
    }
    keptIn(migration).forEach(learn);
  };
  const searchAll = (): string[] => {
    const secrets = [...givenSecrets(args, env), ...learnt.values(), ...ports.flatMap(issuedAt)];
    const heard = ports.flatMap(heardAt).map((line): [string, string] => ['a request', line]);
    const texts = [...seen, ...heard, ...textsIn(migration)];
    return texts.flatMap(([where, text]) => secretsIn(text, secrets).map((found) => `${found}, in ${where}`));
  };
  return {
    learn: (name, text) => learn({ name, text }),
    see,
    look,
    seeThrown: (where, error) => see(where, inspect(error, { depth: 10 })),
    end: () => {
      runs += 1;
      look(undefined);
      const opened = tooOpenIn(migration).filter((file) => !openBefore.includes(file));
      const found = [...searchAll(), ...opened];
      leaks.push(...found);
      if (found.length > 0) throw new Error(`livemig ${args[0] ?? ''} gave secrets away: ${found.join('; ')}`);
    },
  };
}

/** For a test that gives a secret away on purpose: it does not fail for that. */
export function forgiveLeaks(): void {
  leaks = [];
}

/** What the runs of the test that has just ended gave away; the next test begins anew. */
export function watchedSoFar(): { readonly runs: number; readonly leaks: readonly string[] } {
  const watched = { runs, leaks };
  runs = 0;
  leaks = [];
  return watched;
}
