import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { atlasApi } from '../../src/api/atlas.ts';
import { parseBaseUrl } from '../../src/api/base-url.ts';
import type { Http } from '../../src/api/http.ts';
import { managerApi } from '../../src/api/ops-manager.ts';
import { durationMs } from '../../src/cli/common-options.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { coversAddress } from '../../src/core/covers-address.ts';
import { LivemigError } from '../../src/core/errors.ts';
import { howToGive } from '../../src/core/inputs.ts';
import type { InputValue } from '../../src/core/journal.ts';
import type { Prompter } from '../../src/core/ports.ts';
import { answerAll } from '../../src/engine/answer-all.ts';
import { type AnswerSources, type Declared, given, problemsOf, rawOf } from '../../src/engine/answers.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { notOutside } from '../../src/stages/outside-address.ts';
import type { Services } from '../../src/stages/services.ts';
import { AllValues, Values } from '../../src/stages/values.ts';
import { anyText } from '../support/hostile-texts.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { isHarmless } from '../support/terminal-text.ts';
import { tryAll } from '../support/try-all.ts';

const law = 'input';

const sources = ['flag', 'variable', 'journal', 'answer'] as const;
type Source = (typeof sources)[number];

/** Services at a dead address: what can be chosen is not known. */
const http: Http = { send: async () => nobody(), ask: async () => nobody() };
const inspector = {
  greet: async () => nobody(),
  deployment: async () => nobody(),
  namespaces: async () => nobody(),
  engineRecords: async () => nobody(),
  lookAround: async () => nobody(),
  contents: async () => nobody(),
  moment: async () => nobody(),
  applications: async () => nobody(),
  oplogReaches: async () => nobody(),
  survey: async () => nobody(),
  surveys: async () => nobody(),
  compare: async () => nobody(),
  verify: async () => nobody(),
  close: () => {},
};
const services: Services = { atlas: atlasApi(http), manager: managerApi(http), hasManager: true, inspector };

function nobody(): never {
  throw new LivemigError({ kind: 'api', code: 'API_UNREACHABLE', message: 'Nobody answered.', fix: 'Try again.' });
}

describe.each(Object.keys(AllValues.shape))('the input %s', (key) => {
  itHolds(law, 'takes what is right and says what is wrong, wherever it comes from', async (tryCase) => {
    for (const source of sources) await tryInput(tryCase, key, source, AllValues.shape);
  });
});

itNotices(law, 'a schema that shows what it was given', async (tryCase) => {
  const careless = AllValues.shape.migrationHost.refine(() => false, {
    error: ({ input }) => `must not be ${String(input)}`,
  });
  await tryInput(tryCase, 'migrationHost', 'flag', { ...AllValues.shape, migrationHost: careless });
});

async function tryInput(tryCase: TryCase, key: string, source: Source, schemas: Declared<Services, Values>['schemas']) {
  const { when: _, ...input } = inputOf(key);
  const declared = { inputs: { [key]: input }, schemas, parse: (raw: unknown) => Values.parse(raw) };
  if (source === 'variable' && input.env.length === 0) return;
  await tryAll(
    tryCase,
    `${key} by ${source}`,
    anyText,
    (text) => refusedOrRight(key, declared, from(source, key, text)),
    12,
  );
}

async function refusedOrRight(key: string, declared: Declared<Services, Values>, from: AnswerSources): Promise<void> {
  const input = inputOf(key);
  const problems = problemsOf([key], declared, from);
  for (const { line: problem, about } of problems) {
    expect(isHarmless(JSON.stringify(about))).toBe(true);
    expect(isHarmless(problem)).toBe(true);
    expect(problem.startsWith(key) && problem.endsWith(howToGive(input))).toBe(true);
    expect(problem.length).toBeLessThan(900);
  }
  const answer = given(key, input, from);
  const isWrong = answer !== undefined && declared.schemas[key]?.safeParse(answer.raw).success !== true;
  const isOwed = input.optional !== true && input.suggest === undefined && from.prompter === undefined;
  expect(problems.length).toBe(isWrong || (answer === undefined && isOwed) ? 1 : 0);
  const outcome = await answerAll([key], declared, from, services).then(
    (answers) => rawOf(answers ?? {}),
    (error: unknown) => error,
  );
  if (outcome instanceof Error) isInOrder(outcome);
  else expect(Values.safeParse(outcome).success).toBe(true);
}

function isInOrder(error: Error): void {
  if (!(error instanceof LivemigError)) throw error;
  expect(exitCodeOf(error)).not.toBe(70);
  for (const text of [error.message, error.fix]) {
    expect(isHarmless(text.replaceAll('\n', ' '))).toBe(true);
    expect(text).toMatch(/\w{3}/);
    expect(text.length).toBeLessThan(1200);
  }
}

function from(source: Source, key: string, text: string): AnswerSources {
  const { env, kind } = inputOf(key);
  const raw: InputValue = kind === 'list' ? [text] : text;
  return {
    flags: source === 'flag' ? { [key]: raw } : {},
    env: source === 'variable' ? { [env[0] ?? '']: text } : {},
    remembered: source === 'journal' ? { [key]: raw } : {},
    prompter: source === 'answer' ? answering(text) : undefined,
    isCarriedOut: () => false,
  };
}

/** Types the text once; where it is refused, the question is left. */
function answering(text: string): Prompter {
  const ask: Prompter['ask'] = async (question) => {
    const verdict = 'check' in question ? question.check(text) : true;
    if (verdict === true) return text;
    throw new LivemigError({ kind: 'interrupted', code: 'NOT_APPROVED', message: verdict, fix: 'Run it again.' });
  };
  return { ask, askOrBack: ask };
}

function inputOf(key: string) {
  const found = Object.entries(inputs).find(([name]) => name === key)?.[1];
  if (found === undefined) throw new Error(`no input is called ${key}`);
  return found;
}

describe('durations', () => {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

  itHolds(law, 'are read as they are written, or refused', async (tryCase) => {
    const written = fc.tuple(
      fc.integer({ min: 1, max: 365 }),
      fc.constantFrom('ms', 's', 'm', 'h', 'd'),
      fc.constantFrom('', ' '),
    );
    await tryAll(tryCase, 'a duration', written, ([count, unit, space]) => {
      expect(durationMs(`${count}${space}${unit}`, '--timeout')).toBe(count * units[unit]);
    });
    await tryAll(tryCase, 'a duration', anyText, (text) => {
      expect(outcomeOf(() => durationMs(text, '--timeout'))).toSatisfy(
        (ms: unknown) => ms === 'DURATION' || (typeof ms === 'number' && ms > 0 && ms <= 365 * units.d),
      );
    });
  });
});

describe('addresses', () => {
  itHolds(law, 'are taken as Node takes them', async (tryCase) => {
    const texts = fc.oneof(fc.ipV4(), fc.ipV4Extended(), fc.ipV6(), anyText);
    const entries = fc.oneof(
      texts,
      fc.tuple(texts, fc.oneof(fc.integer({ min: -1, max: 130 }).map(String), anyText)).map((parts) => parts.join('/')),
    );
    await tryAll(tryCase, 'an address', texts, (text) => {
      const isAddress = isIP(text) !== 0 && !text.includes('%');
      expect(AllValues.shape.migrationHostIp.safeParse(text).success).toBe(isAddress && notOutside(text) === undefined);
    });
    await tryAll(tryCase, 'a range', entries, (text) => {
      const isSeen = isRange(text) && notOutside(text) === undefined;
      expect(AllValues.shape.managerIps.safeParse([text]).success).toBe(isSeen);
    });
    await tryAll(tryCase, 'an entry of an access list', entries, (entry) => {
      const covered = coversAddress(entry, '203.0.113.10') || coversAddress(entry, '2001:db8::1');
      if (covered) expect(isRange(entry)).toBe(true);
    });
  });

  const bits = { 4: 32, 6: 128 };
  const near = fc.constantFrom<4 | 6>(4, 6).chain((family) => {
    const number = fc.bigInt({ min: 0n, max: (1n << BigInt(bits[family])) - 1n });
    return fc.record({
      family: fc.constant(family),
      network: number,
      prefix: fc.integer({ min: 0, max: bits[family] }),
      flipped: fc.nat({ max: bits[family] - 1 }),
    });
  });

  itHolds(law, 'are covered by a range exactly where the first bits are the same', async (tryCase) => {
    await tryAll(tryCase, 'an address with one other bit', near, ({ family, network, prefix, flipped }) => {
      const entry = `${written(network, family)}/${prefix}`;
      const address = written(network ^ (1n << BigInt(bits[family] - 1 - flipped)), family);
      expect([entry, address, coversAddress(entry, address)]).toEqual([entry, address, flipped >= prefix]);
    });
  });
});

describe('URLs and hosts', () => {
  itHolds(law, 'become an address that is safe to call and to show, or none', async (tryCase) => {
    const urls = fc.oneof(
      anyText,
      fc.webUrl({ withQueryParameters: true }),
      anyText.map((text) => `https://${text}`),
      anyText.map((text) => `https://om.example/${text}`),
    );
    await tryAll(tryCase, 'a URL', urls, (text) => {
      const { data } = AllValues.shape.managerUrl.safeParse(text);
      if (data === undefined) return;
      expect(isHarmless(data) && /^https?:/i.test(data) && !data.endsWith('/')).toBe(true);
      const base = outcomeOf(() => parseBaseUrl(data, 'Ops Manager').text);
      expect(base).toMatch(/^(https?:\/\/[^@/?#\s]+(\/[^?#\s]*)?|URL_NOT_USABLE|PLAIN_HTTP_REFUSED)$/);
    });
  });

  itHolds(law, 'are a host, and never an option or a command', async (tryCase) => {
    const names = fc.oneof(
      anyText,
      fc.domain(),
      anyText.map((text) => `root@${text}`),
    );
    await tryAll(tryCase, 'a host for ssh', names, (text) => {
      if (AllValues.shape.ssh.safeParse(text).success) expect(text).toMatch(/^\w[\w.@:-]*$/);
    });
    await tryAll(tryCase, 'a migration host', names, (text) => {
      const { data } = AllValues.shape.migrationHost.safeParse(text);
      if (data !== undefined) expect(data).toMatch(/^[a-z0-9][a-z0-9.-]*$/i);
    });
  });
});

/** What a call gives, or the code of the LivemigError that it throws. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error) isInOrder(error);
    return error instanceof LivemigError ? error.code : error;
  }
}

/** An address, or one and the length of its prefix, as Node's own list takes it. */
function isRange(text: string): boolean {
  const [network = '', prefix, ...more] = text.split('/');
  const family = isIP(network);
  if (family === 0 || network.includes('%') || more.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^(0|[1-9]\d*)$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(network, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

function written(address: bigint, family: 4 | 6): string {
  const [width, count, base, mark] = family === 4 ? ([8n, 4, 10, '.'] as const) : ([16n, 8, 16, ':'] as const);
  const parts = Array.from(
    { length: count },
    (_, at) => (address >> (width * BigInt(count - 1 - at))) & ((1n << width) - 1n),
  );
  return parts.map((part) => part.toString(base)).join(mark);
}
