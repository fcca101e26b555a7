import { describe, expect, it } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { validationReasons } from '../../src/sandbox/migration/validation-reasons.ts';
import { startPaperSandbox } from '../support/paper-sandbox.ts';
import { type Reply, until } from '../support/sandbox-client.ts';
import {
  field,
  idsOf,
  requestOf,
  type Started,
  startForMigration,
  startProvisioned,
  validated,
} from '../support/sandbox-flow.ts';

type Provisioned = Awaited<ReturnType<typeof startProvisioned>>;

/** Most of what goes wrong is in the services; what is moved costs most of the time. */
function startOnPaper(different: Partial<SandboxOptions> = {}): Promise<Provisioned> {
  return startProvisioned(different, startPaperSandbox);
}

async function plan({ control }: Pick<Started, 'control'>, ...faults: readonly string[]): Promise<void> {
  expect((await control('POST', '/faults', { faults })).status).toBe(204);
}

async function mend({ control }: Pick<Started, 'control'>): Promise<void> {
  expect((await control('DELETE', '/faults')).status).toBe(204);
}

/** Creates a migration; looks at it through Atlas, and at its inside through the sandbox. */
async function migrating(started: Provisioned) {
  const { atlas, control, ids } = started;
  const path = `/api/atlas/v2/groups/${ids.project}/liveMigrations`;
  const created = await atlas('POST', path, { body: requestOf(started, ids) });
  expect(created.status).toBe(201);
  const one = `${path}/${field(created.text, '_id')}`;
  const see = (wanted: (reply: Reply) => boolean) => until(() => atlas('GET', one), wanted);
  const ready = () => see(({ text }) => text.includes('"readyForCutover":true'));
  const inside = () => control('GET', '/state');
  return { see, ready, inside, cutOver: () => atlas('PUT', `${one}/cutover`), look: () => atlas('GET', one) };
}

const isFailed = ({ text }: Reply) => text.includes('"status":"FAILED"');

/** Looked at again and again for a while in which the sandbox does far more than this takes without a fault. */
async function stays(look: () => Promise<Reply>, text: string): Promise<void> {
  for (let count = 0; count < 25; count += 1) expect((await look()).text).toContain(text);
}

describe('a validation', () => {
  it('fails with each documented reason', async () => {
    const started = await startOnPaper();
    const body = requestOf(started, started.ids);
    for (const [reason, text] of Object.entries(validationReasons)) {
      await plan(started, `validation=${reason}`);
      expect((await validated(started, started.ids, body)).body).toMatchObject({
        status: 'FAILED',
        errorMessage: text,
      });
      await mend(started);
    }
    expect((await validated(started, started.ids, body)).body).toMatchObject({ status: 'SUCCESS' });
  });

  it('stays PENDING as long as it shall', async () => {
    const started = await startOnPaper({ speed: 60_000 });
    await plan(started, 'validation=pending');
    const path = `/api/atlas/v2/groups/${started.ids.project}/liveMigrations/validate`;
    const submitted = await started.atlas('POST', path, { body: requestOf(started, started.ids) });
    const look = () => started.atlas('GET', `${path}/${field(submitted.text, '_id')}`);
    await stays(look, '"status":"PENDING"');
    await mend(started);
    await until(look, ({ text }) => text.includes('"status":"SUCCESS"'));
  });
});

describe('what comes before a migration', () => {
  it('is a link that never becomes SYNCED, and no source for Atlas', async () => {
    const started = await startOnPaper({ speed: 60_000 });
    await plan(started, 'link=not-synced');
    const { ids, manager, atlas } = started;
    const status = () => manager('GET', `/api/public/v1.0/orgs/${ids.sourceOrg}/liveExport/migrationLink/status`);
    await stays(status, 'NOT_SYNCED');
    expect((await atlas('GET', `/api/atlas/v2/orgs/${ids.org}/liveMigrations/availableProjects`)).body).toEqual([]);
    await mend(started);
    expect((await status()).body).toMatchObject({ status: 'SYNCED' });
  });

  it.each([
    ['pending', 'PENDING'],
    ['failed', 'FAILED'],
  ])('is an entry of the access list that is %s', async (value, status) => {
    const started = await startOnPaper({ speed: 60_000 });
    await plan(started, `access-list=${value}`);
    const entry = `/api/atlas/v2/groups/${started.ids.project}/accessList/${started.env.LIVEMIG_MIGRATION_HOST_IP}/status`;
    const look = () => started.atlas('GET', entry);
    await stays(look, `"STATUS":"${status}"`);
    const { body } = await validated(started, started.ids, requestOf(started, started.ids));
    expect(body).toMatchObject({ errorMessage: expect.stringContaining('is not on the project') });
    await mend(started);
    expect((await look()).text).toContain('ACTIVE');
  });

  it('is an agent that never appears', async () => {
    const started = await startForMigration(
      { faults: ['agent=never'], agent: 'running', speed: 60_000 },
      startPaperSandbox,
    );
    const { sourceProject } = await idsOf(started);
    const agents = () => started.manager('GET', `/api/public/v1.0/groups/${sourceProject}/agents/AUTOMATION`);
    expect((await agents()).text).not.toContain('mig01');
    await mend(started);
    expect((await agents()).text).toContain('mig01');
  });

  it('is an agent that falls silent, which Atlas lists no longer', async () => {
    const started = await startOnPaper();
    const { manager, atlas, ids } = started;
    const lastCall = async () => {
      const { body } = await manager('GET', `/api/public/v1.0/groups/${ids.sourceProject}/agents/AUTOMATION`);
      return JSON.stringify(body).split('"hostname":"mig01')[1];
    };
    await plan(started, 'agent=silent');
    const last = await lastCall();
    const listed = () => atlas('GET', `/api/atlas/v2/orgs/${ids.org}/liveMigrations/availableProjects`);
    await until(listed, ({ text }) => !text.includes('mig01'));
    expect(await lastCall()).toBe(last);
    await mend(started);
    expect((await listed()).text).toContain('mig01');
    expect(await lastCall()).not.toBe(last);
  });
});

describe('a migration', () => {
  it.each([
    ['initializing', 0],
    ['copying', 1],
    ['catching-up', 50],
    ['following', 50],
  ])('fails while %s, with documents copied: at least %i', async (moment, documents) => {
    const started = await startProvisioned({ faults: [`migration=fails-${moment}`] });
    const { see, inside } = await migrating(started);
    expect((await see(isFailed)).body).toMatchObject({ readyForCutover: false, lagTimeSeconds: null });
    const { text } = await inside();
    expect(field(text, 'failure')).toContain('A fault of the sandbox');
    expect(Number(field(text, 'documentsCopied'))).toBeGreaterThanOrEqual(documents);
    if (documents === 0) expect(field(text, 'documentsCopied')).toBe('0');
  });

  it('fails when it has been ready already', async () => {
    const started = await startOnPaper();
    const { see, ready } = await migrating(started);
    await ready();
    await plan(started, 'migration=fails-following');
    await see(isFailed);
  });

  it.each(['cutting-over', 'committing'])('fails while %s', async (moment) => {
    const started = await startOnPaper({ faults: [`migration=fails-${moment}`] });
    const { see, ready, cutOver } = await migrating(started);
    await ready();
    expect((await cutOver()).status).toBe(202);
    await see(isFailed);
  });

  it('stays NEW as long as it shall', async () => {
    const started = await startOnPaper({ speed: 6_000 });
    await plan(started, 'migration=never-starts');
    const { look, ready } = await migrating(started);
    await stays(look, '"status":"NEW"');
    await mend(started);
    await ready();
  });

  it('is EXPIRED as soon as it is ready', async () => {
    const started = await startOnPaper({ faults: ['migration=expires'] });
    const { see, cutOver } = await migrating(started);
    expect((await see(({ text }) => text.includes('EXPIRED'))).body).toMatchObject({ readyForCutover: false });
    expect((await cutOver()).status).toBe(409);
  });

  it('falls behind while its applier is held back, and catches up', async () => {
    const started = await startProvisioned({}, startSandbox);
    const { ready, inside, see } = await migrating(started);
    await ready();
    await plan(started, 'lag=grows');
    await see(({ text }) => Number(field(text, 'lagTimeSeconds')) >= 2);
    const applied = field((await inside()).text, 'changesApplied');
    await see(({ text }) => Number(field(text, 'lagTimeSeconds')) >= 3);
    expect(field((await inside()).text, 'changesApplied')).toBe(applied);
    await mend(started);
    await see(({ text }) => field(text, 'lagTimeSeconds') === '0');
    expect(Number(field((await inside()).text, 'changesApplied'))).toBeGreaterThan(Number(applied));
  });

  it('is no longer ready, refuses the cutover, and is ready again', async () => {
    const started = await startOnPaper();
    const { ready, see, cutOver } = await migrating(started);
    await ready();
    await plan(started, 'ready=falls-back');
    await see(({ text }) => text.includes('"readyForCutover":false'));
    expect((await cutOver()).status).toBe(409);
    await mend(started);
    await ready();
    expect((await cutOver()).status).toBe(202);
    await see(({ text }) => text.includes('COMPLETE'));
  });

  it.each([
    ['does not end', 'hangs', 600],
    ['takes long', 'slow', 100],
  ])('has a cutover that %s', async (_, value, speed) => {
    const started = await startOnPaper({ faults: [`cutover=${value}`], speed });
    const { ready, see, look, cutOver } = await migrating(started);
    await ready();
    expect((await cutOver()).status).toBe(202);
    await stays(look, '"status":"WORKING"');
    await mend(started);
    await see(({ text }) => text.includes('COMPLETE'));
  });
});
