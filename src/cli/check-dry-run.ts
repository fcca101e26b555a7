import { type CredentialSide, credentialSides } from '../core/credentials.ts';
import { hostsIn } from '../core/hosts-in.ts';
import { emptyJournal, type InputValue } from '../core/journal.ts';
import type { Request } from '../core/request.ts';
import type { Sent } from '../core/results/check-result.ts';
import { type AnswerSources, given } from '../engine/answers.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import { inputs } from '../stages/inputs.ts';
import { lookups } from '../stages/lookups.ts';
import { checkNeeds } from '../stages/needs.ts';
import { factsWanted } from '../stages/preflight.ts';
import { requestsOf } from '../stages/rule-book.ts';
import { requestsForStanding } from '../stages/start/standing-now.ts';
import type { InputKey } from '../stages/values.ts';
import { sourcesOf, unsetVariables } from './answer-sources.ts';
import { askedRules } from './asked-rules.ts';
import { sourceUriIn } from './check-collect.ts';
import { checkAgain } from './check-next.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import { credentialsAtHand } from './connect-services.ts';
import { inputProblems, sidesOf } from './input-problems.ts';
import type { RunPorts } from './run-ports.ts';
import { loadWholePast } from './whole-past.ts';

/** `--dry-run`: what a look would ask, and whom. Sends nothing, and writes nothing. */
export async function dryRunOf(options: Options, ports: RunPorts): Promise<Outcome> {
  const { only } = askedRules(options);
  const isCollecting = options.collect === true;
  const journal = isCollecting
    ? emptyJournal(ports.clock.now())
    : (await loadWholePast(await ports.openDirectory(directoryOf(options)), ports)).journal;
  const setup = { command: 'check', ...checkNeeds, readOnly: true, options: { ...options, input: false } } as const;
  const sources = sourcesOf(setup, ports, journal, undefined, undefined);
  if (isCollecting) sourceUriIn(options, ports);
  else
    refuseProblems([...unsetVariables(setup, ports), ...(await inputProblems(setup, ports, sources, journal))], {
      isAsked: false,
    });
  const sides = isCollecting ? [] : sidesOf(setup, ports, sources);
  const first = isCollecting ? [] : requestsForStanding(journal);
  const requests = await requestsFor(only, first, sides, sources, isCollecting, ports);
  const wouldSend = partners.flatMap((to) => sentTo(to, requests, sources));
  return {
    status: 'dry-run',
    data: { wouldSend },
    next: [await checkAgain({ ...options, dryRun: undefined }, journal, ports.env, 'asks this, and judges it')],
  };
}

const partners = ['Atlas', 'manager', 'source', 'destination'] as const;

/** In the order in which they are sent, each once. */
async function requestsFor(
  only: readonly string[] | undefined,
  first: readonly Request[],
  sides: readonly CredentialSide[],
  sources: AnswerSources,
  isCollecting: boolean,
  ports: RunPorts,
): Promise<readonly Request[]> {
  const plans = await ports.inspector.surveys();
  const reads = factsWanted(only).flatMap((fact) => requestsOf(fact, plans));
  const isAsked = ({ to, sends }: Request) => {
    if (to === 'source') return isGiven('sourceUri', sources);
    // Whether Atlas' own string can be reached needs no string of ours.
    if (to === 'destination')
      return !isCollecting && (sends === 'hello' ? sides.includes('Atlas') : isGiven('destinationUri', sources));
    return sides.includes(to);
  };
  const all = [...tokens(sides, ports), ...lookedUp(sources, sides), ...first, ...reads]
    .filter(isAsked)
    .flatMap((request) => filledIn(request, sources));
  return all.filter(({ to, sends }, at) => all.findIndex((one) => one.to === to && one.sends === sends) === at);
}

/** A service account gets a token first. */
function tokens(sides: readonly CredentialSide[], ports: RunPorts): Request[] {
  return sides
    .filter((side) => credentialsAtHand(side, ports)?.credentials.kind === 'service-account')
    .map((to) => ({ to, sends: 'POST /api/oauth/token' }));
}

/** To find the ids of what is named; what the journal knows is not looked up again. */
function lookedUp(sources: AnswerSources, sides: readonly CredentialSide[]): readonly Request[] {
  return checkNeeds.inputs
    .filter((key) => typeof given(key, inputs[key], sources)?.origin === 'object')
    .flatMap((key) => lookups[key]?.(sides.includes('manager')) ?? []);
}

/** With the values of the inputs; none where one of them is not given. */
function filledIn({ to, sends }: Request, sources: AnswerSources): Request[] {
  const keys = [...sends.matchAll(/\{(\w+)\}/g)].flatMap(([, key]) => checkNeeds.inputs.filter((one) => one === key));
  if (!keys.every((key) => isGiven(key, sources))) return [];
  return [{ to, sends: keys.reduce((text, key) => text.replace(`{${key}}`, () => String(said(key, sources))), sends) }];
}

function sentTo(to: Sent['to'], requests: readonly Request[], sources: AnswerSources): Sent[] {
  const sends = requests.filter((request) => request.to === to).map((request) => request.sends);
  return sends.length === 0 ? [] : [{ to, at: addressOf(to, sources), sends }];
}

/** Of a deployment the hosts alone: its connection string may hold a password. */
function addressOf(to: Sent['to'], sources: AnswerSources): string {
  if (isSide(to)) {
    const key = to === 'Atlas' ? 'atlasUrl' : 'managerUrl';
    return String(said(key, sources) ?? 'https://cloud.mongodb.com');
  }
  const uri = said(to === 'source' ? 'sourceUri' : 'destinationUri', sources);
  return typeof uri === 'string' ? hostsIn(uri) : 'where Atlas says that it is';
}

function isSide(to: Sent['to']): to is CredentialSide {
  return credentialSides.some((side) => side === to);
}

function isGiven(key: InputKey, sources: AnswerSources): boolean {
  return said(key, sources) !== undefined;
}

function said(key: InputKey, sources: AnswerSources): InputValue | undefined {
  return given(key, inputs[key], sources)?.raw;
}
