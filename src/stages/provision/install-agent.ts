import { dirname, join } from 'node:path';
import { z } from 'zod';
import { LivemigError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { shellWord } from '../../core/shell-word.ts';
import { defineStep } from '../../core/step.ts';
import { need, type World } from '../world.ts';
import { installScript } from './install-script.ts';
import { liveAgent } from './live-agent.ts';

const Receipt = z.object({ how: z.enum(['script', 'ssh']), script: z.string() });

export const installAgent = defineStep<World, z.infer<typeof Receipt>>({
  id: 'provision.install-agent',
  title: 'Bring the MongoDB Agent to life on the migration host',
  receipt: Receipt,
  patience: {
    usually: 'a minute or two after the agent was started',
    longAfterMs: 10 * 60_000,
    lookAt:
      "Look on the migration host at `systemctl status mongodb-mms-automation-agent` and its log under /var/log/mongodb-mms-automation, and whether it reaches the manager's URL.",
    limitMs: 60 * 60_000,
  },
  changes: ({ values: { agent, migrationHost, ssh } }) =>
    agent === 'ssh'
      ? [
          {
            effect: 'run',
            what: `the installation of the MongoDB Agent on ${migrationHost}, as root, over ssh to ${ssh}`,
          },
        ]
      : agent === 'script'
        ? [{ effect: 'create', what: `a script that installs the MongoDB Agent, for you to run on ${migrationHost}` }]
        : [],
  async observe(world, receipt) {
    const host = need(world, 'migrationHost');
    const agent = await liveAgent(world.manager, need(world, 'sourceProject'), host);
    if (agent.state === 'alive') return { state: 'done', detail: `${host} reported ${agent.secondsAgo} s ago` };
    if (receipt !== undefined) return { state: 'waiting', detail: waitingFor(host, receipt.script) };
    if (need(world, 'agent') !== 'existing') return { state: 'todo' };
    const seen = agent.state === 'absent' ? 'is not listed' : `was last heard ${agent.secondsAgo} s ago`;
    return { state: 'waiting', detail: `the agent on ${host} ${seen}; look at it, or use --agent script` };
  },
  async run(world) {
    const key = await world.secrets.get('agentKey');
    if (key === undefined) throw keyIsGone();
    const host = need(world, 'migrationHost');
    const content = installScript({
      host,
      projectId: need(world, 'sourceProject'),
      baseUrl: need(world, 'managerUrl'),
      manager: need(world, 'manager'),
    });
    const script = await world.scripts.write(`install-agent-${host}.sh`, content);
    if (need(world, 'agent') === 'script') {
      world.tell(howToRun(script, host));
      return { how: 'script', script };
    }
    return install(world, content, script, key);
  },
  finish: ({ secrets }) => secrets.remove('agentKey'),
});

async function install(world: World, content: string, script: string, key: Secret) {
  const target = need(world, 'ssh');
  world.progress(`running the installation on ${target}`);
  await world.remoteShell.run(target, content, key);
  return { how: 'ssh' as const, script };
}

function waitingFor(host: string, script: string): string {
  return `waiting for ${host} to report; ${script} has to be run there as root`;
}

/**
 * The key goes by standard input: it is in no file but secrets.json, and in no process list. So do the files: a path is
 * whatever the user has chosen, and a colon in it would be a host to scp.
 */
function howToRun(script: string, host: string): string {
  const secrets = join(dirname(script), 'secrets.json');
  return [
    `Now bring the agent to life on ${host}. From this directory, for example:`,
    `    ssh ${host} 'cat >install-agent.sh' <${shellWord(script)}`,
    `    node -p 'JSON.parse(fs.readFileSync(0)).agentKey' <${shellWord(secrets)} | ssh ${host} 'sudo bash install-agent.sh'`,
  ].join('\n');
}

function keyIsGone(): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'NO_AGENT_KEY',
    message: 'The agent API key is not kept any more.',
    fix: 'Run `livemig provision` again: it makes another one.',
  });
}
