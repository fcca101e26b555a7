import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLine, lastLineOf } from '../../src/core/audit.ts';
import { Report } from '../../src/core/report/report.ts';
import { commands, type Journey, startJourney } from '../support/journey.ts';
import { type CommandRun, runCommand } from '../support/test-ports.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney('cloud-manager');
});
afterAll(() => journey.close());

const file = (name: string) => join(journey.place, name);
/** Without a key, an address or a connection string. */
const report = (...flags: string[]): Promise<CommandRun> =>
  runCommand(['report', '--dir', journey.directory, ...flags], { env: {} });
const written = (name: string) => Report.parse(JSON.parse(readFileSync(file(name), 'utf8')));
const audit = () => join(journey.directory, 'events.ndjson');

describe('the report of a migration', () => {
  it('says so where nothing was started, and makes no directory', async () => {
    const { exitCode, result } = await report('--output', file('nothing.json'));
    expect([exitCode, result.status, result.data.status]).toEqual([0, 'not-started', 'nothing-started']);
    expect(written('nothing.json').summary.text).toBe('Nothing was started in this directory.');
    expect(() => statSync(journey.directory)).toThrow('ENOENT');
  });

  it('says where else there is a migration', async () => {
    const migrations = [{ path: 'other', destination: 'Billing0', isCreated: true, isAbove: false }];
    const { events } = await runCommand(['report', '--dir', journey.directory, '--output', file('elsewhere.html')], {
      env: {},
      findMigrations: async (place) => ({ place, migrations }),
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', message: expect.stringContaining('`livemig report --dir other`') }),
    );
  });

  it('tells, with files alone, of one that went through: what was decided, done, compared and lost in time', async () => {
    for (const command of commands) expect((await journey.run(command)).result.error).toBeNull();
    const before = journey.sandbox.requests().length;
    const { result } = await report('--output', file('report.json'));
    expect(journey.sandbox.requests()).toHaveLength(before);
    expect(result).toMatchObject({ status: 'done', data: { status: 'complete', format: 'json' } });
    expect(statSync(file('report.json')).mode & 0o777).toBe(0o600);
    const {
      summary,
      verification,
      cutover,
      stages,
      audit: chain,
      following,
      wayBack,
      changed,
    } = written('report.json');
    expect(summary.proved).toContainEqual(expect.stringMatching(/^Source and destination were compared: identical/));
    expect(verification.comparisons).toMatchObject([{ identical: true, level: 'full', afterComplete: true }]);
    expect(cutover).toMatchObject({ requested: { by: 'tester' }, downtime: { stopped: { by: 'last-write' } } });
    expect(stages.map(({ agreed }) => agreed?.by)).toEqual(['tester', 'tester', 'tester']);
    expect(stages.flatMap(({ steps }) => steps).find(({ state }) => state !== 'done')).toMatchObject({
      ...{ id: 'link.accept-agreement', state: 'does-not-apply', because: expect.any(String) },
    });
    expect(wayBack).toContainEqual(expect.stringMatching(/^The way back when COMPLETE was seen, at .*: open/));
    expect(changed[1]?.state).toMatch(/^(free|blocked) when COMPLETE was seen, at/);
    expect(following.looks).toBeGreaterThan(0);
    expect(chain).toMatchObject({ broken: [], unchained: [], unreadable: [], coveredFrom: 1, doubt: null });
    expect(result.next[0]?.command).toContain(`livemig report --check --head ${chain.head} --dir`);
  });

  it('can be made while another run has the lock, which it names', async () => {
    const lock = {
      pid: process.pid,
      host: 'elsewhere',
      user: 'bo',
      command: 'cutover',
      since: '2026-01-01T00:00:00.000Z',
    };
    writeFileSync(join(journey.directory, 'lock'), JSON.stringify(lock), { mode: 0o600 });
    const { result } = await report('--output', file('locked.json'));
    expect(result.error).toBeNull();
    expect(written('locked.json').summary.underWay).toMatch(/^cutover, by bo on elsewhere/);
  });

  it('is written over no file, unless that is said', async () => {
    writeFileSync(file('kept.md'), 'mine');
    const { exitCode, result } = await report('--output', file('kept.md'));
    expect([exitCode, result.error?.code]).toEqual([2, 'FILE_NOT_OURS']);
    expect(readFileSync(file('kept.md'), 'utf8')).toBe('mine');
    expect((await report('--output', file('kept.md'), '--force')).result.data.format).toBe('markdown');
    expect(readFileSync(file('kept.md'), 'utf8')).toMatch(/^# Live migration from rs-billing to Billing0\n/);
  });

  it('tells of all else where a verification cannot be read, and says that', async () => {
    const broken = join(journey.directory, 'verify', '2026-01-01T00-00-00Z');
    mkdirSync(broken, { recursive: true, mode: 0o700 });
    writeFileSync(join(broken, 'journal.ndjson'), 'no line of livemig\n', { mode: 0o600 });
    const { exitCode } = await report('-o', file('broken.json'));
    rmSync(join(journey.directory, 'verify'), { recursive: true });
    const { verification, summary } = written('broken.json');
    expect([exitCode, summary.status]).toEqual([0, 'complete']);
    expect(verification.others).toEqual([
      expect.stringMatching(/^2026-01-01T00-00-00Z: The file .* is not as livemig/),
    ]);
    expect(verification.comparisons).toHaveLength(1);
  });

  const state = () => join(journey.directory, 'state.json');

  it('tells by the audit what a state file that is cut off would tell, and says loudly that it could not be read', async () => {
    const whole = readFileSync(state(), 'utf8');
    writeFileSync(state(), whole.slice(0, 300));
    const { exitCode, result, events } = await report('-o', file('cut.json'));
    const page = await report('-o', file('cut.md'));
    writeFileSync(state(), whole);
    expect([exitCode, result.error?.code, result.data.status]).toEqual([7, 'STATE_FILE_BROKEN', 'complete']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', message: expect.stringMatching(/^written to/) }),
    );
    const [cut, all] = [written('cut.json'), written('report.json')];
    expect(cut.summary.text).toMatch(/COMPLETE at .*\. So events.ndjson has it; state.json could not be read\.$/);
    expect(cut.summary.notRead).toEqual([
      expect.stringMatching(/^state.json could not be read\. .*cut off.* not known\.$/),
    ]);
    expect(cut.summary.notProved).toEqual(expect.arrayContaining([...(cut.summary.notRead ?? [])]));
    expect(cut.cutover).toEqual(all.cutover);
    expect(cut.verification).toEqual(all.verification);
    const doneIn = ({ stages }: Report) =>
      stages.flatMap(({ steps }) => steps.filter((step) => step.state === 'done').map(({ id }) => id));
    expect(doneIn(cut)).toEqual(doneIn(all));
    expect(cut.stages.map(({ agreed }) => agreed?.by)).toEqual(['tester', 'tester', 'tester']);
    expect(page.result.error?.message).toContain('The report was made of the other files');
    expect(readFileSync(file('cut.md'), 'utf8')).toMatch(/What could not be read[^#]*state\.json could not be read/);
  });

  it('is made of the journal where the audit cannot be read, and of nothing where neither can', async () => {
    const [kept, whole] = [`${audit()}.kept`, readFileSync(state(), 'utf8')];
    renameSync(audit(), kept);
    mkdirSync(audit());
    const unread = await report('-o', file('unread.json'));
    writeFileSync(state(), '');
    const neither = await report('-o', file('neither.json'));
    rmSync(audit(), { recursive: true });
    renameSync(kept, audit());
    writeFileSync(state(), whole);
    expect([unread.exitCode, unread.result.data.status]).toEqual([7, 'complete']);
    expect(written('unread.json').summary.notRead).toEqual([
      expect.stringMatching(/^events.ndjson could not be read\./),
    ]);
    expect(written('unread.json').audit.doubt).toBeNull();
    expect([neither.exitCode, neither.result.error?.code]).toEqual([7, 'STATE_FILE_BROKEN']);
    expect(() => statSync(file('neither.json'))).toThrow('ENOENT');
  });

  it('goes to standard output, alone', async () => {
    const { out, result } = await report('-o', '-', '--format', 'html');
    expect(out).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(out).toMatch(/<\/html>\n$/);
    expect(result.data).not.toHaveProperty('file');
  });

  it.each([
    [['--head', 'a'.repeat(64)], 'CONTRADICTION'],
    [['--check', '-o', 'x'], 'CONTRADICTION'],
    [['--check', '--force'], 'CONTRADICTION'],
    [['--json', '--output', '-'], 'CONTRADICTION'],
    [['--check', '--head', 'abc'], 'HEAD_NOT_A_HASH'],
    [['--format', 'pdf'], 'CHOICE'],
  ])('refuses %j', async (flags, code) => {
    const { exitCode, result } = await report(...flags);
    expect([exitCode, result.error?.code]).toEqual([2, code]);
  });
});

describe('report --check', () => {
  const check = async (...flags: string[]) => {
    const { exitCode, result } = await report('--check', ...flags);
    return { exitCode, code: result.error?.code, data: result.data, message: result.error?.message };
  };

  it('finds an audit as it was when its head was kept, and what was appended since', async () => {
    const { head } = written('report.json').audit;
    const writer = { time: '2026-01-01T00:00:00.000Z', user: 'bo', host: 'h', pid: 1 };
    const last = lastLineOf(readFileSync(audit()));
    appendFileSync(audit(), `${auditLine(writer, { kind: 'decision', decision: 'later' }, last)}\n`);
    const { exitCode, data } = await check('--head', String(head));
    expect([exitCode, data.check]).toMatchObject([0, { verdict: 'unchanged', head: { since: 1 } }]);
    expect(await check()).toMatchObject({ exitCode: 0, data: { check: { verdict: 'nothing-found' } } });
  });

  it('finds a cut tail by the head alone, and a line that was changed by the chain', async () => {
    const { head, lines } = written('report.json').audit;
    const whole = readFileSync(audit(), 'utf8');
    const all = whole.split('\n');
    writeFileSync(audit(), `${all.slice(0, lines - 1).join('\n')}\n`);
    expect(await check()).toMatchObject({ exitCode: 0 });
    expect(await check('--head', String(head))).toMatchObject({ exitCode: 5, code: 'AUDIT_CHANGED' });
    writeFileSync(audit(), whole.replace('"user":"tester"', '"user":"nobody"'));
    const found = await check('--head', String(head));
    expect(found).toMatchObject({ exitCode: 5, code: 'AUDIT_CHANGED', data: { check: { verdict: 'changed' } } });
    expect(found.message).toMatch(
      /line 2 does not follow .* Lines 2 to \d+ are as they were when the head was kept\.$/,
    );
    writeFileSync(audit(), whole);
  });

  it('tells of a line that was put there by hand, and of an audit that is gone', async () => {
    const whole = readFileSync(audit(), 'utf8');
    appendFileSync(audit(), 'half a li');
    expect((await check()).data).toMatchObject({ audit: { unreadable: [{ from: whole.split('\n').length }] } });
    writeFileSync(audit(), '');
    expect(await check()).toMatchObject({ exitCode: 5, code: 'AUDIT_CHANGED' });
    writeFileSync(audit(), whole);
  });
});
