import { expect, it } from 'vitest';
import { type Ended, nextAfter, type Remembered, seenBy } from '../../../src/cli/next.ts';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import { type ErrorKind, LivemigError } from '../../../src/core/errors.ts';
import { done, emptyJournal, type Journal, submitted } from '../../../src/core/journal.ts';

const now = new Date('2026-11-28T09:00:00.000Z');
const empty = emptyJournal(now);
const id = '65f0a1b2c3d4e5f6a7b8c9d0';
const created = submitted(empty, 'start.create-migration', { migrationId: id }, now);

const linked = done(empty, 'link.create-token', {}, now);
const provisioned = done(linked, 'provision.see-host', {}, now);

const blocker = (check: string) => ({ id: check, title: 'A rule', message: 'It is broken.' });

const error = (code: ErrorCode, kind: ErrorKind = 'api', parts: object = {}) =>
  new LivemigError({ kind, code, message: 'It went wrong.', fix: 'Mend it.', ...parts });

const missing = error('INPUTS', 'usage', { data: { problems: [{ problem: 'missing', message: 'A name.' }] } });

const remembered = (code: ErrorCode, times = 1, rest: Partial<Remembered> = {}): Remembered => ({
  ...{ journal: empty, past: {}, hasCreated: false, isElsewhere: false },
  failure: { code, times, inAll: times },
  ...rest,
});

const ended = (command: string, code: ErrorCode, rest: Partial<Ended> & { journal?: Journal } = {}): Ended => ({
  ...{ command, options: {}, env: {}, isTimeUp: false, onlyLooks: false, error: error(code) },
  remembered: remembered(code, 1, rest.journal === undefined ? {} : { journal: rest.journal }),
  ...rest,
});

const rescheduled: Remembered['armed'] = {
  ...{ state: 'armed', text: 'it was armed', armedAt: now.toISOString(), armedBy: 'ana', watch: 'watched' },
  window: {
    ...{ from: '2026-12-05T01:00:00.000Z', until: '2026-12-05T03:00:00.000Z', zone: 'UTC' },
    words: 'Sat 5 Dec 2026, 01:00 to 03:00 UTC',
  },
};

const clearing = { dropDestination: true, confirm: 'Billing0', createAgain: true };

it.each<[string, Ended, readonly string[]]>([
  ['the same command after what may pass', ended('start', 'API_UNREACHABLE'), ['livemig start']],
  [
    'nothing after the second failure of the same kind',
    ended('start', 'API_UNREACHABLE', { remembered: remembered('API_UNREACHABLE', 2) }),
    [],
  ],
  [
    'nothing after too many failures of any kind',
    ended('start', 'BLOCKED', {
      remembered: remembered('BLOCKED', 1, { failure: { code: 'BLOCKED', times: 1, inAll: 4 } }),
    }),
    [],
  ],
  [
    'nothing for whoever only looks, as that has left no trace',
    ended('start', 'BLOCKED', { onlyLooks: true, options: { dryRun: true } }),
    [],
  ],
  ['nothing where nobody can tell how often', ended('start', 'API_UNREACHABLE', { remembered: undefined }), []],
  [
    'nothing where the failure was not written',
    ended('link', 'API_REFUSED', { remembered: remembered('BLOCKED') }),
    [],
  ],
  [
    'the same command when the time was up twice',
    ended('start', 'STILL_IN_PROGRESS', { isTimeUp: true, remembered: remembered('STILL_IN_PROGRESS', 2) }),
    ['livemig start'],
  ],
  [
    'nothing when the time was up three times',
    ended('start', 'STILL_IN_PROGRESS', { isTimeUp: true, remembered: remembered('STILL_IN_PROGRESS', 3) }),
    [],
  ],
  [
    'the same command after Ctrl-C',
    ended('provision', 'INTERRUPTED', { remembered: undefined }),
    ['livemig provision'],
  ],
  ['the wizard after Ctrl-C', ended('livemig', 'INTERRUPTED', { options: { dir: 'm 1' } }), ["livemig --dir 'm 1'"]],
  ['a fresh rehearsal after Ctrl-C', ended('rehearse', 'INTERRUPTED'), ['livemig rehearse']],
  ['nothing after a rehearsal that failed', ended('rehearse', 'REHEARSAL_FAILED', { remembered: undefined }), []],
  ['help after wrong usage', ended('link', 'USAGE'), ['livemig link --help']],
  [
    'the window that the armed cutover has by now for a person who left',
    ended('cutover', 'LEFT_RUNNING', {
      error: error('LEFT_RUNNING', 'pending', { left: true }),
      options: { at: '2026-11-30T00:37Z/2026-11-30T00:47Z', confirm: 'Billing0' },
      remembered: remembered('LEFT_RUNNING', 1, { armed: rescheduled }),
    }),
    ["livemig cutover --at '2026-12-05T01:00Z/2026-12-05T03:00Z' --confirm Billing0"],
  ],
  [
    'the same command for a person who left',
    ended('start', 'BLOCKED', { error: error('BLOCKED', 'blocked', { left: true }), remembered: undefined }),
    ['livemig start'],
  ],
  [
    'provision where Atlas does not list the host',
    ended('start', 'BLOCKED', {
      error: error('BLOCKED', 'blocked', { data: { blockers: ['E08', 'H01'].map(blocker) } }),
      journal: provisioned,
    }),
    ['livemig provision'],
  ],
  [
    'nothing where Atlas does not list the host again, though provision was done',
    ended('start', 'BLOCKED', {
      error: error('BLOCKED', 'blocked', { data: { blockers: [blocker('H01')] } }),
      remembered: remembered('BLOCKED', 2, { journal: provisioned }),
    }),
    [],
  ],
  [
    'link where the link-token is gone',
    ended('provision', 'BLOCKED', {
      error: error('BLOCKED', 'blocked', { data: { blockers: [blocker('LM04')] } }),
      journal: linked,
    }),
    ['livemig link'],
  ],
  [
    'the stage that was not done, however often it failed',
    ended('start', 'BLOCKED', {
      error: error('BLOCKED', 'blocked', { data: { blockers: [blocker('H01')] } }),
      remembered: remembered('BLOCKED', 7, { journal: linked }),
    }),
    ['livemig provision'],
  ],
  [
    'link where nothing was done and inputs are missing',
    ended('start', 'INPUTS', { error: missing }),
    ['livemig link'],
  ],
  [
    'help where everything was done and inputs are missing',
    ended('start', 'INPUTS', { error: missing, journal: provisioned }),
    ['livemig start --help'],
  ],
  [
    'help where a migration that was begun elsewhere is adopted and inputs are missing',
    ended('start', 'INPUTS', { error: missing, journal: created }),
    ['livemig start --help'],
  ],
  ['status after the end of a migration', ended('start', 'MIGRATION_FAILED'), ['livemig status']],
  ['status where there is no migration', ended('cutover', 'NO_MIGRATION'), ['livemig status']],
  [
    'nothing where the migration is in another directory',
    ended('cutover', 'NO_MIGRATION', { remembered: remembered('NO_MIGRATION', 1, { isElsewhere: true }) }),
    [],
  ],
  ['nothing after a bug', { ...ended('start', 'BUG'), error: new Error('two is not three') }, []],
  ['nothing where the outcome is not known', ended('start', 'CREATE_OUTCOME_UNKNOWN'), []],
  [
    'a word that is spoken, with the same command',
    ended('link', 'BLOCKED', { options: { acceptMigrationAgreement: true, timeout: '5m', dir: 'm1' } }),
    ['livemig link --accept-migration-agreement --timeout 5m --dir m1'],
  ],
  [
    'what nothing remembers, and not what the journal holds',
    ended('start', 'BLOCKED', {
      options: { sourceUsername: 'other', sourceTls: false, sourceUriEnv: 'PROD_URI' },
      journal: { ...empty, inputs: { sourceTls: false } },
    }),
    ['livemig start --source-uri-env PROD_URI --source-username other'],
  ],
  [
    'no flag that the next command refuses, and no word of a person',
    ended('cutover', 'NO_MIGRATION', { options: { confirm: 'Billing0', dryRun: true, sourceUriEnv: 'PROD_URI' } }),
    ['livemig status'],
  ],
  [
    'what is said for a creation that has not come about',
    ended('start', 'API_REFUSED', { options: clearing }),
    ['livemig start --drop-destination --confirm Billing0 --create-again'],
  ],
  [
    'nothing that has had its effect',
    ended('start', 'API_SERVER_ERROR', {
      options: clearing,
      remembered: remembered('API_SERVER_ERROR', 1, { journal: created, hasCreated: true }),
    }),
    ['livemig start'],
  ],
  [
    'an adoption only until it is done',
    ended('start', 'API_SERVER_ERROR', { options: { adoptMigration: id }, journal: created }),
    ['livemig start'],
  ],
  [
    'the confirmation of a cutover that is to come',
    ended('cutover', 'API_SERVER_ERROR', { options: { confirm: 'Billing0' }, journal: created }),
    ['livemig cutover --confirm Billing0'],
  ],
])('what comes next is %s', async (_, one, expected) => {
  expect((await nextAfter(one)).map(({ command }) => command)).toEqual(expected);
});

it.each([
  ['start', 'livemig status --dir m1'],
  ['livemig', 'livemig status --dir m1'],
  ['status', undefined],
  ['rehearse', undefined],
])('where nothing goes on after %s, a person may look by %s', (command, expected) => {
  expect(seenBy(command, { dir: 'm1' })?.command).toBe(expected);
});
