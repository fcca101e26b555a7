import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import { findHost } from '../../core/host-name.ts';
import { progressOf } from '../../core/journal.ts';
import { agentOf, aliveWithin, type LiveAgent } from '../../facts/live-agent.ts';
import { hostNames } from '../../facts/manager-hosts.ts';
import { defineStep, need, type World } from '../world.ts';
import { agentWaitText } from './agent-wait.ts';
import { howToInstall } from './how-to-install.ts';
import { installScript } from './install-script.ts';

/** `host`: for which one the script was made; absent in journals of before. */
const Receipt = z.object({ how: z.enum(['script', 'ssh']), script: z.string(), host: z.string().exactOptional() });
type Receipt = z.infer<typeof Receipt>;

export const installAgent = defineStep<Receipt>({
  id: 'provision.install-agent',
  title: 'Install the MongoDB Agent on the migration host',
  receipt: Receipt,
  // The script changes nothing the second time; another host needs it as well.
  repeatable: true,
  patience: {
    usually: 'a minute or two after the agent starts',
    longAfterMs: 10 * 60_000,
    lookAt:
      "Look on the migration host at `systemctl status mongodb-mms-automation-agent` and its log under /var/log/mongodb-mms-automation, and whether it reaches the manager's URL.",
    limitMs: 60 * 60_000,
  },
  changes({ values: { agent, migrationHost, ssh, takeOver } }) {
    const taking = takeOver === true ? ', taking it from another project or manager if its agent belongs to one' : '';
    if (agent === 'ssh') {
      const what = `the installation of the MongoDB Agent on ${migrationHost}, as root, over ssh to ${ssh}${taking}`;
      return [{ effect: 'run', what }];
    }
    const what = `a script that installs the MongoDB Agent, for you to run on ${migrationHost}${taking}`;
    return agent === 'script' ? [{ effect: 'create', what }] : [];
  },
  async observe(world, receipt) {
    const project = need(world, 'sourceProject');
    const host = need(world, 'migrationHost');
    const list = await world.manager.agents(project, 'AUTOMATION');
    const agent = agentOf(list, host);
    // As long as it holds the words stay the same, so that it is no news at each look.
    if (agent.state === 'alive')
      return { state: 'done', detail: `${agent.hostname} reported in the last ${aliveWithin}` };
    if (!isAwaited(world, agent, receipt)) return { state: 'todo' };
    const servers = (await world.manager.hosts(project)).flatMap(hostNames);
    return { state: 'waiting', detail: agentWaitText({ host, agent, list, servers, script: receipt?.script }) };
  },
  async run(world) {
    const key = await world.secrets.get('agentKey');
    if (key === undefined) throw keyIsGone();
    const host = need(world, 'migrationHost');
    const { script, content } = await writeScript(world, host);
    const how = need(world, 'agent') === 'ssh' ? 'ssh' : 'script';
    if (how === 'script') {
      world.tell(howToInstall(script, host));
    } else {
      const target = need(world, 'ssh');
      world.tell(`Running the installation on ${target}.`);
      await world.remoteShell.run(target, content, key);
    }
    return { how, script, host };
  },
  /** Whoever comes back has lost the commands, and perhaps the script. */
  async remind(world, receipt) {
    if (receipt.how !== 'script' || (await world.secrets.get('agentKey')) === undefined) return;
    const host = need(world, 'migrationHost');
    world.tell(howToInstall((await writeScript(world, host)).script, host));
  },
  finish: ({ secrets }) => secrets.remove('agentKey'),
});

/** Nothing is left to do but to wait: it comes by itself, was installed for this host, or has come before. */
function isAwaited(world: World, agent: LiveAgent, receipt: Receipt | undefined): boolean {
  const host = need(world, 'migrationHost');
  if (need(world, 'agent') === 'existing') return true;
  if (receipt !== undefined && findHost(host, [receipt.host ?? host]).is === 'one') return true;
  return agent.state !== 'absent' && progressOf(world.journal(), installAgent.id) === 'done';
}

async function writeScript(world: World, host: string): Promise<{ readonly script: string; readonly content: string }> {
  const { managerCaFile, takeOver = false } = world.values;
  const content = installScript({
    host,
    projectId: need(world, 'sourceProject'),
    baseUrl: need(world, 'managerUrl'),
    manager: need(world, 'manager'),
    caPem: managerCaFile === undefined ? undefined : await world.readFile(managerCaFile),
    takeOver,
  });
  return { script: await world.scripts.write(`install-agent-${host}.sh`, content), content };
}

function keyIsGone(): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_AGENT_KEY',
    message: 'The agent API key is no longer kept.',
    fix: 'Run `livemig provision` again: it makes another one.',
  });
}
