import type { Facts } from '../core/facts.ts';
import { refuseOtherFacts, withFactsOf } from '../core/facts-file.ts';
import type { Journal } from '../core/journal.ts';
import type { FactsUsed } from '../core/results/check-result.ts';
import { given } from '../engine/answers.ts';
import { inputs } from '../stages/inputs.ts';
import { factsWanted } from '../stages/preflight.ts';
import type { InputKey } from '../stages/values.ts';
import { sourcesOf } from './answer-sources.ts';
import type { AskedRules } from './asked-rules.ts';
import type { Brought } from './facts-files.ts';
import type { RunPorts } from './run-ports.ts';
import type { Session } from './session.ts';
import type { SessionSetup } from './session-setup.ts';

/** What the two deployments are called here. */
interface TypedNames {
  readonly source: string | undefined;
  readonly destination: string | undefined;
}

/** As they were typed or are remembered: without keys nobody could look up whether there is such a thing. */
export function typedNames(setup: SessionSetup, journal: Journal, ports: RunPorts): TypedNames {
  const sources = sourcesOf(setup, ports, journal, undefined, undefined);
  const typed = (key: InputKey) => {
    const raw = given(key, inputs[key], sources)?.raw;
    return typeof raw === 'string' && !isId(raw) ? raw : undefined;
  };
  return { destination: typed('destinationCluster'), source: typed('sourceCluster') };
}

/** An id says nothing about a name. */
function isId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

/** With those of the file, which has to be of the same deployments. */
export function factsTogether(
  here: Facts,
  brought: Brought | undefined,
  only: AskedRules['only'],
  { world: { values } }: Pick<Session, 'world'>,
  typed: TypedNames,
): { readonly facts: Facts; readonly used: FactsUsed | undefined } {
  if (brought === undefined) return { facts: here, used: undefined };
  const { path, file } = brought;
  const { sourceIdentity: seen, sourceServers: servers } = here.known;
  const named = values.sourceCluster ?? typed.source;
  const destination = values.destinationCluster ?? typed.destination;
  refuseOtherFacts(file, path, { seen, named, servers, destination });
  const { facts, used } = withFactsOf(file, here, factsWanted(only), values);
  return { facts, used: { file: path, collectedAt: file.collectedAt, by: file.by, used } };
}
