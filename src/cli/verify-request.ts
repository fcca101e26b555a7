import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { Level } from '../core/verification/level.ts';
import { type Share, type VerifyRequest, wholeComparison } from '../core/verification/request.ts';
import { usualWorkers } from '../core/verification/usual-workers.ts';
import type { Options } from './command-module.ts';
import { durationMs, textOption } from './common-options.ts';
import { problemsIn } from './option-problems.ts';

/** What the flags of `livemig verify` ask for, or everything that is wrong with them. */
export type Requested =
  | { readonly request: VerifyRequest; readonly problems: readonly [] }
  | { readonly problems: readonly [LivemigError, ...LivemigError[]] };

/** @param cores of this machine */
export function requestOf(options: Options, cores: number): Requested {
  const { read, problems } = reader();
  const [namespaces, skip] = [read(() => patterns(options, 'namespace')), read(() => patterns(options, 'skip'))];
  const share = read(() => shareOf(textOption(options, 'partition')));
  const reportRows = read(() => whole(options, 'reportRows', '--report-rows', 0, 1_000_000));
  const maxDurationMs = read(() => duration(options, 'maxDuration', '--max-duration'));
  const minAgeMs = read(() => duration(options, 'minAge', '--min-age'));
  const { load, problems: ofLoad } = loadOf(options);
  problems.push(...ofLoad, ...contradictions(options));
  const [first, ...rest] = problems;
  if (first !== undefined) return { problems: [first, ...rest] };
  return {
    problems: [],
    request: {
      ...wholeComparison,
      level: Level.parse(textOption(options, 'level') ?? 'full'),
      ...{ namespaces: namespaces ?? [], skip: skip ?? [] },
      ...(share && { share }),
      ...{ writesStopped: options.writesStopped === true, watch: options.watch === true },
      tells: options.idsOnly === true ? 'ids' : options.showValues === true ? 'values' : 'paths',
      reportRows: reportRows ?? 100,
      ...(maxDurationMs !== undefined && { maxDurationMs }),
      ...{ workers: usualWorkers(cores), ...load },
      minAgeMs: minAgeMs ?? 0,
    },
  };
}

interface Load {
  readonly load: Partial<Pick<VerifyRequest, 'autoRetry' | 'workers' | 'nice' | 'maxLoad'>>;
  readonly problems: readonly LivemigError[];
}

/** The parts of a request that one which goes on may have otherwise, and what is wrong with them. */
export function loadOf(options: Options): Load {
  const { read, problems } = reader();
  const workers = read(() => whole(options, 'workers', '--workers', 1, 64));
  const nice = read(() => whole(options, 'nice', '--nice', 0, 90));
  const maxLoad = read(() => whole(options, 'maxLoad', '--max-load', 1, 1_000_000));
  const load = {
    ...(options.autoRetry === false && { autoRetry: false }),
    ...(workers !== undefined && { workers }),
    ...(nice !== undefined && { nice }),
    ...(maxLoad !== undefined && { maxLoad }),
  };
  return { load, problems };
}

/** Notes what is wrong instead of throwing it, so that all of it can be told together. */
function reader() {
  const problems: LivemigError[] = [];
  const read = <Value>(call: () => Value): Value | undefined => {
    let value: Value | undefined;
    const found = problemsIn(() => {
      value = call();
    });
    problems.push(...found);
    return value;
  };
  return { read, problems };
}

/** Two flags of which one says what the other denies. */
export function contradictions(options: Options): LivemigError[] {
  const pairs = [
    ['--ids-only', options.idsOnly, '--show-values', options.showValues],
    ['--watch', options.watch, '--writes-stopped', options.writesStopped],
    ['--watch', options.watch, '--level quick', options.level === 'quick'],
    ['--watch', options.watch, '--partition', options.partition !== undefined],
  ] as const;
  return pairs
    .filter(([, one, , other]) => one === true && other === true)
    .map(([one, , other]) =>
      usage('CONTRADICTION', `${one} and ${other} contradict each other.`, 'Leave one of them out.'),
    );
}

/** Counts are not followed, nor is a share; for one that is to be gone on with `--watch`. Throws kind `usage`. */
export function refuseUnwatchable({ level, share }: Pick<VerifyRequest, 'level' | 'share'>): void {
  if (level !== 'quick' && share === undefined) return;
  const what = share === undefined ? 'looks at counts only (--level quick)' : 'is a share (--partition)';
  const message = `The verification that is to be gone on with ${what}, and cannot be watched.`;
  throw usage('CONTRADICTION', message, 'Leave --watch out.');
}

/** Without a dot it is a database with all that is in it. */
const pattern = /^[^.\s][^.]*(?:\..+)?$/s;

function patterns(options: Options, name: 'namespace' | 'skip'): string[] {
  const given = options[name];
  const all = Array.isArray(given) ? given.map(String) : [];
  const wrong = all.find((one) => !pattern.test(one));
  if (wrong === undefined) return all;
  const message = `--${name} is ${shown(wrong)}, which names no namespace.`;
  throw usage(
    'PATTERN',
    message,
    `Write a database or database.collection, with * for anything: --${name} "shop.tmp_*".`,
  );
}

function shareOf(text: string | undefined): Share | undefined {
  if (text === undefined) return undefined;
  const [, number, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const share = { number: Number(number), of: Number(of) };
  if (share.number >= 1 && share.number <= share.of && share.of <= 1_000) return share;
  const message = `--partition is ${shown(text)}, which is no share.`;
  throw usage('NUMBER', message, 'Write which share of how many, such as 3/8; there are at most 1000.');
}

function whole(options: Options, name: string, flag: string, least: number, most: number): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const message = `${flag} is ${shown(text)}, which is no whole number from ${least} to ${most}.`;
  throw usage('NUMBER', message, `Give one, such as ${flag} ${Math.max(least, 1)}.`);
}

function duration(options: Options, name: string, flag: string): number | undefined {
  const text = textOption(options, name);
  return text === undefined ? undefined : durationMs(text, flag);
}

function usage(code: 'NUMBER' | 'PATTERN' | 'CONTRADICTION', message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
