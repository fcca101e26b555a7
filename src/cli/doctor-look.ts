import { type Credentials, credentialSides, secretVariables } from '../core/credentials.ts';
import type { DirectoryFacts, DoctorFacts, Looked } from '../core/doctor/doctor-facts.ts';
import { LivemigError } from '../core/errors.ts';
import { emptyJournal } from '../core/journal.ts';
import { Secret } from '../core/secret.ts';
import { untilAborted } from '../core/until-aborted.ts';
import { type Answer, faultOf, given } from '../engine/answers.ts';
import { cloudManagerUrl } from '../stages/inputs/connection.ts';
import { inputs } from '../stages/inputs.ts';
import { type InputKey, Values } from '../stages/values.ts';
import { sourcesOf } from './answer-sources.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import { lookAtDeployment } from './doctor-deployment.ts';
import { doctorNeeds } from './doctor-flags.ts';
import { lookFor } from './doctor-looked.ts';
import { lookAtService } from './doctor-service.ts';
import { longName } from './flags.ts';
import { declared } from './input-problems.ts';
import type { RunPorts } from './run-ports.ts';

/** Looks at everything that `livemig doctor` tells of, side by side. What cannot be looked at stops nothing but itself. */
export async function lookAround(options: Options, ports: RunPorts): Promise<DoctorFacts> {
  const now = ports.clock.now();
  // A disk of the network may not answer for hours.
  const directory = await untilAborted(ports.signal, ports.doctor.directory(directoryOf(options)));
  const read = readInputs(options, ports, directory);
  const values = Values.parse(
    Object.fromEntries(
      Object.entries(read).flatMap(([key, input]) => (input.is === 'seen' ? [[key, input.value]] : [])),
    ),
  );
  const caFile = values.managerCaFile;
  const managerName = values.manager === 'ops-manager' ? 'Ops Manager' : 'Cloud Manager';
  const deployment = (name: 'source' | 'destination', uri: Looked<unknown>, value: Secret | undefined) =>
    lookAtDeployment(name, value === undefined ? withoutValue(uri) : { is: 'seen', value }, ports);
  const [machine, extraCa, atlas, manager, source, destination] = await Promise.all([
    ports.doctor.machine(),
    lookAtExtraCa(ports),
    lookAtService({ name: 'Atlas', side: 'Atlas', address: textOf(read.atlasUrl) }, ports),
    lookAtService({ name: managerName, side: 'manager', address: managerAddress(read), caFile }, ports),
    deployment('source', read.sourceUri, values.sourceUri),
    deployment('destination', read.destinationUri, values.destinationUri),
  ]);
  const secrets = secretsIn(ports, [values.sourceUri, values.destinationUri]);
  return { now, machine, env: ports.env, extraCa, atlas, manager, source, destination, directory, secrets };
}

type Read = Readonly<Record<(typeof doctorNeeds.inputs)[number], Looked<Answer['raw']>>>;

/** Each input by itself, so that one that cannot be right keeps only that from being looked at. */
function readInputs(options: Options, ports: RunPorts, { journal }: DirectoryFacts): Read {
  const remembered = (journal.is === 'seen' ? journal.value : undefined) ?? emptyJournal(ports.clock.now());
  const setup = { ...doctorNeeds, command: 'doctor', readOnly: true, options } as const;
  const sources = sourcesOf(setup, ports, remembered, undefined, undefined);
  const read = (key: InputKey): Looked<Answer['raw']> => {
    const answer = given(key, inputs[key], sources);
    if (answer === undefined) return { is: 'unlooked', because: notGiven(key) };
    const wrong = faultOf(declared, key, answer);
    if (wrong === undefined) return { is: 'seen', value: answer.raw };
    return { is: 'trouble', what: `${wrong}.`, fix: `Correct ${waysOf(key)}.` };
  };
  return {
    atlasUrl: read('atlasUrl'),
    manager: read('manager'),
    managerUrl: read('managerUrl'),
    managerCaFile: read('managerCaFile'),
    sourceUri: read('sourceUri'),
    destinationUri: read('destinationUri'),
  };
}

function notGiven(key: InputKey): string {
  return `nothing names it (${waysOf(key)})`;
}

function waysOf(key: InputKey): string {
  const { flag, env } = inputs[key];
  const [variable = ''] = env;
  return flag === undefined ? variable : `${longName({ flag })} or ${variable}`;
}

/** Cloud Manager has one address; anything else has to be named. */
function managerAddress({ manager, managerUrl, managerCaFile }: Read): Looked<string> {
  if (managerUrl.is !== 'unlooked') return managerCaFile.is === 'trouble' ? managerCaFile : textOf(managerUrl);
  if (manager.is !== 'seen') return manager;
  return manager.value === 'cloud-manager' ? { is: 'seen', value: cloudManagerUrl } : managerUrl;
}

function textOf(input: Looked<Answer['raw']>): Looked<string> {
  return input.is === 'seen' ? { is: 'seen', value: String(input.value) } : input;
}

function withoutValue(uri: Looked<unknown>): Looked<Secret> {
  if (uri.is === 'seen') throw new Error('a connection string that is there was not read');
  return uri;
}

async function lookAtExtraCa(ports: RunPorts): Promise<DoctorFacts['extraCa']> {
  const path = ports.env.NODE_EXTRA_CA_CERTS ?? '';
  if (path === '') return { is: 'unlooked', because: 'it is not set' };
  return lookFor(ports, async () => {
    const text = await ports.readFile(path);
    return text.includes('-----BEGIN CERTIFICATE-----') ? 'certificates' : 'no certificate';
  });
}

/** Whatever of this environment is nobody's concern. */
function secretsIn(ports: RunPorts, uris: readonly (Secret | undefined)[]): readonly Secret[] {
  const known = credentialSides.flatMap((side) => [ports.typedCredentials.get(side), ports.profile?.credentials[side]]);
  const found = known.flatMap((one) =>
    one === undefined || one instanceof LivemigError ? [] : [secretOf(one.credentials)],
  );
  const named = secretVariables.flatMap((name) => ports.env[name] ?? []);
  const written = [...uris.flatMap((uri) => uri?.reveal() ?? []), ...urlsIn(ports.env)].flatMap(passwordsIn);
  return [...found, ...[...named, ...written].map((text) => new Secret(text))];
}

function secretOf(credentials: Credentials): Secret {
  return credentials.kind === 'api-key' ? credentials.privateKey : credentials.clientSecret;
}

/** Of the proxies, and of connection strings that cannot be read. */
function urlsIn(env: RunPorts['env']): string[] {
  return Object.entries(env).flatMap(([name, text = '']) => (/_(proxy|uri|url)$/i.test(name) ? [text] : []));
}

/** As it is written, and as it is meant. */
function passwordsIn(url: string): string[] {
  const authority = url.replace(/^[^:]*:\/\//, '');
  const login = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  const password = login.slice(login.indexOf(':') + 1);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
